import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { DESCRIPTIONS } from '@/db/descriptions';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-client-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MIGRATIONS = readdirSync(join(import.meta.dirname, '../../db/migrations')).filter((file) =>
  file.endsWith('.sql'),
).length;
const DESCRIBED = DESCRIPTIONS.reduce((sum, { columns }) => sum + 1 + Object.keys(columns).length, 0);

describe('eight processes that open an empty data directory at one moment', () => {
  const PROCESSES = 8;
  const ROUNDS = 10;
  /** Long enough for one round of eight migrations on two busy cores. */
  const BETWEEN_ROUNDS_MS = 400;
  let children: ChildProcessWithoutNullStreams[] = [];

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
  });

  // Eight processes at once start slowly on a small machine.
  it('hydraflow#245: migrate once, and none sees an error or a half-made database', {
    timeout: 120_000,
  }, async () => {
    children = Array.from({ length: PROCESSES }, () =>
      spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'cold-start.ts')]),
    );
    const outputs = children.map((child) => createInterface(child.stdout)[Symbol.asyncIterator]());
    const ready = await Promise.all(outputs.map((output) => output.next()));
    expect(ready.map(({ value }) => value)).toEqual(Array(PROCESSES).fill('ready'));

    const begin = Date.now() + 300;
    const moments = Array.from({ length: ROUNDS }, (_, round) => [
      join(folder, `round-${round}`),
      begin + round * BETWEEN_ROUNDS_MS,
    ]);
    for (const child of children) child.stdin.write(JSON.stringify(moments));
    const found = await Promise.all(
      outputs.map(async (output) => {
        const lines: unknown[] = [];
        for await (const line of output) lines.push(JSON.parse(line));
        return lines;
      }),
    );
    const expected = Array(ROUNDS).fill({ migrations: MIGRATIONS, descriptions: DESCRIBED });
    expect(found).toEqual(Array(PROCESSES).fill(expected));
  });
});

describe('a database that cannot be used', () => {
  it('is refused when a newer Lathe wrote it, and stays as it is', () => {
    openTrackingDatabase(folder).close();
    const raw = new Database(join(folder, 'lathe.db'));
    raw
      .prepare("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', ?)")
      .run(Date.UTC(2100, 0));
    raw.close();
    expect(() => openTrackingDatabase(folder)).toThrow(
      expect.objectContaining({
        code: 'storage_failed',
        message: expect.stringMatching(/newer Lathe.*Update Lathe.*LATHE_DATA_DIR/s),
      }),
    );
    const again = new Database(join(folder, 'lathe.db'), { readonly: true });
    expect(again.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get()).toBe(MIGRATIONS + 1);
    again.close();
  });

  const advice = expect.objectContaining({
    code: 'storage_failed',
    message: expect.stringMatching(/Check that the folder is writable.*LATHE_DATA_DIR/s),
  });

  it('is named with advice when a file stands where the folder should be', () => {
    writeFileSync(join(folder, 'data'), 'a file');
    expect(() => openTrackingDatabase(join(folder, 'data'))).toThrow(advice);
    expect(() => openTrackingDatabase(join(folder, 'data', 'lathe'))).toThrow(advice);
  });

  it('is named with advice when a folder stands where the database should be', () => {
    mkdirSync(join(folder, 'lathe.db'));
    expect(() => openTrackingDatabase(folder)).toThrow(advice);
  });

  it('is named with advice when it is not a database, which stays as it is', () => {
    writeFileSync(join(folder, 'lathe.db'), 'This is a letter, not a database.'.repeat(100));
    expect(() => openTrackingDatabase(folder)).toThrow(advice);
    expect(readdirSync(folder)).toEqual(['lathe.db']);
  });

  it('is named with advice when the folder may not be written', () => {
    const dataDir = join(folder, 'read-only');
    mkdirSync(dataDir);
    chmodSync(folder, 0o755);
    chmodSync(dataDir, 0o555);
    asOrdinaryUser(() => {
      expect(() => openTrackingDatabase(dataDir)).toThrow(advice);
      expect(() => openTrackingDatabase(join(dataDir, 'below'))).toThrow(advice);
    });
    expect(existsSync(join(dataDir, 'lathe.db'))).toBe(false);
  });
});

/** Root may write everywhere, so as root the work is done as the user `nobody`. */
function asOrdinaryUser(work: () => void): void {
  if (process.geteuid?.() !== 0) {
    work();
    return;
  }
  process.seteuid?.(65534);
  try {
    work();
  } finally {
    process.seteuid?.(0);
  }
}
