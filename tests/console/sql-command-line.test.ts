import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildBundles } from '@/scripts/build.mjs';

const root = resolve(import.meta.dirname, '../..');
let dataDir: string;
beforeAll(async () => {
  await buildBundles();
  dataDir = mkdtempSync(join(tmpdir(), 'lathe-test-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function lathe(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.mjs', 'sql', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, LATHE_DATA_DIR: dataDir, LATHE_USER: 'ada' },
  });
  return { status, stdout, stderr };
}

it('prints JSON that holds every value; a statement may begin with a comment', () => {
  const sql =
    "-- all kinds\nSELECT 9007199254740993 AS n, 9e999 AS r, x'00ff' AS b, NULL AS e, :a || typeof(:b) AS t";
  const { status, stdout, stderr } = lathe(sql, '--format', 'json', '--param', 'a=x', '--param', 'b=2');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    columns: [
      { name: 'n', type: 'INTEGER' },
      { name: 'r', type: 'REAL' },
      { name: 'b', type: 'BLOB' },
      { name: 'e', type: 'NULL' },
      { name: 't', type: 'TEXT' },
    ],
    rows: [['9007199254740993', 'Infinity', { bytes: 2, hex: '00ff' }, null, 'xinteger']],
    truncated: false,
    elapsedMs: expect.any(Number),
  });
});

it('prints what was cut and what was refused on standard error, and exits 1 for an error only', () => {
  const cut = lathe('VALUES (1), (2)', '--max-rows', '1', '--format', 'csv');
  expect(cut).toEqual({
    status: 0,
    stdout: 'column1\r\n1\r\n',
    stderr: 'Only the first 1 rows are shown: there are more (--max-rows).\n',
  });
  const refused = lathe('DELETE FROM runs');
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^The query was refused: .* begins with "DELETE"/);
});

it('stops at the time it is given', () => {
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
  const { status, stderr } = lathe(endless, '--timeout-ms', '200');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('it ran longer than 200 ms'),
  });
});

it('writes every query into the log', () => {
  const { stdout } = lathe(
    'SELECT created_by, source, row_count, truncated, error_code FROM query_log',
    '--format',
    'csv',
  );
  expect(stdout.split('\r\n')).toEqual([
    'created_by,source,row_count,truncated,error_code',
    'ada,cli,1,,',
    'ada,cli,1,rows,',
    'ada,cli,,,query_refused',
    'ada,cli,,,query_limit',
    '',
  ]);
});
