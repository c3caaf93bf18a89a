import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConnections } from '@/db/console/connections';
import { buildBundles } from '@/scripts/build.mjs';
import { makeMlflowFile } from './mlflow-file';

const root = resolve(import.meta.dirname, '../..');
const SECRET = 'pass-word-7';
let dataDir: string;
let path: string;
beforeAll(async () => {
  await buildBundles();
  dataDir = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  path = join(dataDir, 'connections.json');
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function lathe(args: string[], { input = '', env = {} }: { input?: string; env?: object } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
    env: { ...process.env, LATHE_DATA_DIR: dataDir, LATHE_USER: 'ada', ...env },
  });
  return { status, stdout, stderr };
}

it('adds connections with a password from standard input or PGPASSWORD, and lists them without', () => {
  expect(lathe(['connection', 'list']).stdout).toContain('no connection yet');
  const postgres = ['--postgres', 'postgres://reader@db.example.org/training'];
  expect(
    lathe(['connection', 'add', 'train', ...postgres, '--password-stdin'], { input: `${SECRET}\n` }),
  ).toMatchObject({ status: 0, stderr: '' });
  expect(lathe(['connection', 'add', 'train_env', ...postgres], { env: { PGPASSWORD: SECRET } }).status).toBe(
    0,
  );
  const early = lathe(['connection', 'add', 'mlflow', '--sqlite', '/data/mlflow.db']);
  expect(early).toMatchObject({ status: 0, stderr: '' });
  expect(early.stdout).toMatch(
    /It does not answer yet\. .*its file is not there.*lathe connection test mlflow/,
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const stored = readConnections(path);
  expect(stored.map((one) => ('password' in one ? one.password : undefined))).toEqual([
    undefined,
    SECRET,
    SECRET,
  ]);
  const { stdout, stderr } = lathe(['connection', 'list']);
  expect(stdout.split('\n')).toEqual([
    'mlflow  sqlite    /data/mlflow.db',
    'train  postgres  reader@db.example.org:5432/training (sslmode require)',
    'train_env  postgres  reader@db.example.org:5432/training (sslmode require)',
    '',
  ]);
  expect(stdout + stderr).not.toContain(SECRET);
});

it('tries a connection, and asks it alone or attached', () => {
  makeMlflowFile(join(dataDir, 'mlflow.db'));
  expect(lathe(['connection', 'add', 'here', '--sqlite', join(dataDir, 'mlflow.db')]).stdout).toMatch(
    /\nThe connection "here" answers: 4 tables and views/,
  );
  expect(lathe(['connection', 'test', 'here']).stdout).toMatch(
    /^The connection "here" answers: 4 tables and views, read in \d+ ms\.\n$/,
  );
  const gone = lathe(['connection', 'test', 'mlflow']);
  expect(gone).toMatchObject({ status: 1, stdout: '' });
  expect(gone.stderr).toContain('the connection "mlflow" could not be opened: its file is not there');
  const csv = ['--format', 'csv'];
  expect(lathe(['sql', 'SELECT count(*) AS n FROM params', '--connection', 'here', ...csv]).stdout).toBe(
    'n\r\n2\r\n',
  );
  const joined =
    'SELECT (SELECT count(*) FROM here.runs) AS theirs, (SELECT count(*) FROM main.runs) AS ours';
  expect(lathe(['sql', joined, '--attach', 'here', ...csv]).stdout).toBe('theirs,ours\r\n2,0\r\n');
  const both = lathe(['sql', 'SELECT 1', '--attach', 'here', '--connection', 'here']);
  expect(both).toMatchObject({ status: 1, stdout: '' });
  expect(both.stderr).toContain('either asked alone');
  const log = lathe(['sql', 'SELECT connection, error_code FROM query_log ORDER BY id', ...csv]);
  expect(log.stdout).toBe('connection,error_code\r\nhere,\r\n+here,\r\n');
  expect(lathe(['connection', 'remove', 'here']).status).toBe(0);
}, 60_000);

it('says what is wrong and changes nothing', () => {
  const before = readConnections(path);
  for (const [args, fault] of [
    [['add', 'mlflow', '--sqlite', 'other.db'], 'there is one named "mlflow"'],
    [['add', 'both', '--sqlite', 'a.db', '--postgres', 'postgres://a@h/b'], 'either a file'],
    [['add', 'neither'], 'either a file'],
    [['add', 'x', '--postgres', `postgres://a:${SECRET}@h:0/b?x=1`], 'was not taken'],
    [['remove', 'nobody'], 'There is no connection "nobody"'],
  ] as const) {
    const { status, stdout, stderr } = lathe(['connection', ...args]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(fault);
    expect(stderr).not.toContain(SECRET);
  }
  chmodSync(path, 0o644);
  expect(lathe(['connection', 'list']).stderr).toContain(`Run "chmod 600 ${path}"`);
  chmodSync(path, 0o600);
  expect(readConnections(path)).toEqual(before);
  expect(lathe(['connection', 'remove', 'train_env']).status).toBe(0);
  expect(readConnections(path)).toHaveLength(2);
});
