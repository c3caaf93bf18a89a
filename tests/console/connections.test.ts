import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addConnection,
  type Connection,
  getConnection,
  readConnections,
  removeConnection,
} from '@/db/console/connections';
import { parsePostgresUrl } from '@/db/console/postgres/postgres-url';
import { parseQueryConnection } from '@/lib/domain/query-connection';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  path = join(folder, 'connections.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mlflow: Connection = { name: 'mlflow', kind: 'sqlite', path: '/data/mlflow.db' };
const train: Connection = {
  name: 'train',
  kind: 'postgres',
  host: 'db.example.org',
  port: 5432,
  database: 'training',
  user: 'reader',
  password: 'pass-word-7',
  ssl: 'require',
};

describe('the file of connections', () => {
  it('is made for its owner alone, keeps what is added, by name, and leaves nothing beside it', () => {
    addConnection(path, train);
    addConnection(path, mlflow);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readConnections(path)).toEqual([mlflow, train]);
    removeConnection(path, 'train');
    expect(readConnections(path)).toEqual([mlflow]);
    expect(readFileSync(path, 'utf8')).not.toContain('pass-word-7');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['connections.json']);
  });

  it('is not needed', () => expect(readConnections(path)).toEqual([]));

  it.each([0o640, 0o604, 0o644, 0o620])('is refused with mode %o, and told how to mend it', (mode) => {
    addConnection(path, train);
    chmodSync(path, mode);
    expect(() => readConnections(path)).toThrow(`Run "chmod 600 ${path}"`);
    expect(() => addConnection(path, mlflow)).toThrow('others may open it');
    chmodSync(path, 0o600);
    expect(readConnections(path)).toEqual([train]);
  });

  it.each([
    ['no JSON', '{"connections": [{"password": "pass-word-7"'],
    ['another kind', JSON.stringify({ connections: [{ ...train, kind: 'mysql' }] })],
    ['a key that is not known', JSON.stringify({ connections: [{ ...train, pass: 'pass-word-7' }] })],
    ['a name twice', JSON.stringify({ connections: [train, { ...mlflow, name: 'train' }] })],
    ['a relative path', JSON.stringify({ connections: [{ ...mlflow, path: 'mlflow.db' }] })],
  ])('is refused with %s, and says no password', (_what, text) => {
    writeFileSync(path, text, { mode: 0o600 });
    const read = () => readConnections(path);
    expect(read).toThrow('were not read');
    expect(read).not.toThrow('pass-word-7');
  });

  it('refuses a name that is there, and one that SQL cannot take', () => {
    addConnection(path, mlflow);
    expect(() => addConnection(path, { ...train, name: 'mlflow' })).toThrow('there is one named "mlflow"');
    for (const name of ['main', 'temp', 'Main', 'a-b', 'a b', '', '1a', 'x"y', 'a'.repeat(41), 'é'])
      expect(() => addConnection(path, { ...train, name }), name).toThrow('a name has 1 to 40 small letters');
    for (const name of ['order', 'select', 'table'])
      expect(() => addConnection(path, { ...train, name }), name).toThrow('is a word of SQL');
    expect(readConnections(path)).toEqual([mlflow]);
  });

  it('loses none of those that several processes add at once', async () => {
    const script = `
      import { once } from 'node:events';
      import { addConnection } from '@/db/console/connections';
      process.stdout.write('ready');
      await once(process.stdin, 'data');
      for (let index = 0; index < 5; index++)
        addConnection(process.argv[1], { name: 'from_' + process.argv[2] + '_' + index, kind: 'sqlite', path: '/x' });
      process.exit();`;
    const adders = ['a', 'b', 'c'].map((name) =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, path, name], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(adders.map(({ stdout }) => once(stdout, 'data')));
    const ended = adders.map((adder) => once(adder, 'exit'));
    for (const { stdin } of adders) stdin.write('go');
    expect((await Promise.all(ended)).map(([code]) => code)).toEqual([0, 0, 0]);
    expect(readConnections(path)).toHaveLength(15);
    expect(readdirSync(folder)).toEqual(['connections.json']);
  }, 60_000);

  it('says what to do when one that was changing them died', () => {
    addConnection(path, mlflow);
    writeFileSync(`${path}.partial`, '');
    expect(() => addConnection(path, train)).toThrow(`remove ${path}.partial`);
    expect(readConnections(path)).toEqual([mlflow]);
  }, 20_000);

  it('says which connections there are when one is not', () => {
    addConnection(path, mlflow);
    expect(() => getConnection(path, 'other')).toThrow('These are there: mlflow');
    expect(() => removeConnection(path, 'other')).toThrow('There is no connection "other"');
  });
});

describe('the address of a PostgreSQL database', () => {
  it('gives each part, decoded', () => {
    expect(parsePostgresUrl('postgres://ada:p%40ss%2F@db.example.org:6000/tr%C3%A4ning')).toEqual({
      host: 'db.example.org',
      port: 6000,
      database: 'träning',
      user: 'ada',
      password: 'p@ss/',
      ssl: 'require',
    });
    expect(parsePostgresUrl('postgresql://ada@127.0.0.1')).toEqual({
      host: '127.0.0.1',
      port: 5432,
      database: 'ada',
      user: 'ada',
      ssl: 'disable',
    });
    expect(parsePostgresUrl('postgres://ada@/db?host=/run/postgresql').host).toBe('/run/postgresql');
    expect(parsePostgresUrl('postgres://ada@[::1]:1/db').host).toBe('::1');
    expect(parsePostgresUrl('postgres://ada@h/db?sslmode=verify-full').ssl).toBe('verify-full');
  });

  it.each([
    'nothing',
    'mysql://ada:pass-word-7@h/db',
    'postgres://h:5432/db',
    'postgres:///db?password=pass-word-7',
    'postgres://ada:pass-word-7%@h/db',
    'postgres://ada:pass-word-7@h/db?sslmode=never',
    'postgres://ada:pass-word-7@h:99999/db',
    'postgres://ada:pass-word-7@h/db?options=-cx',
  ])('is refused in words that hold no password: %s', (text) => {
    expect(() => parsePostgresUrl(text)).toThrow('was not taken');
    expect(() => parsePostgresUrl(text)).not.toThrow('pass-word-7');
  });
});

describe('where a query is asked', () => {
  it('is the tracking database, with files attached, or a connection alone', () => {
    expect(parseQueryConnection('')).toEqual({ attached: [] });
    expect(parseQueryConnection('mlflow')).toEqual({ alone: 'mlflow' });
    expect(parseQueryConnection('+mlflow+old_runs')).toEqual({ attached: ['mlflow', 'old_runs'] });
  });

  it.each(['+', '+a+', 'a+b', '+a+a', 'A', '../x', '+main', 'temp', ' mlflow'])('is not "%s"', (text) =>
    expect(() => parseQueryConnection(text)).toThrow('names no source'),
  );

  it('takes as many files as SQLite attaches', () => {
    const names = Array.from({ length: 11 }, (_, index) => `+f${index}`);
    expect(parseQueryConnection(names.slice(1).join(''))).toHaveProperty('attached.length', 10);
    expect(() => parseQueryConnection(names.join(''))).toThrow('it attaches 11 files');
  });
});
