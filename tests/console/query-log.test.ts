import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { insertQueryLog } from '@/db/console/query-log';

it('the query log keeps who asked what, when, for how long, and how it ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  const database = openTrackingDatabase(folder);
  try {
    const entry = {
      by: 'ada',
      source: 'cli',
      connection: '+mlflow',
      startedAt: 1_700_000_000_000,
      elapsedMs: 12.6,
    } as const;
    insertQueryLog(database, {
      ...entry,
      uid: '1'.repeat(32),
      sql: 'SELECT :a',
      params: { a: 9007199254740993n, b: 'x' },
      rows: 2,
      truncated: 'rows',
      errorCode: null,
      errorMessage: null,
    });
    insertQueryLog(database, {
      ...entry,
      uid: '2'.repeat(32),
      sql: 'DROP TABLE runs',
      params: {},
      rows: null,
      truncated: false,
      errorCode: 'query_refused',
      errorMessage: 'The query was refused',
    });
    const rows = database.sqlite
      .prepare(
        `SELECT created_by, source, connection, created_at, elapsed_ms, sql, params, row_count, truncated, error_code, error_message
         FROM query_log ORDER BY id`,
      )
      .raw()
      .all();
    const shared = ['ada', 'cli', '+mlflow', 1_700_000_000_000, 13];
    expect(rows).toEqual([
      [...shared, 'SELECT :a', '{"a":"9007199254740993","b":"x"}', 2, 'rows', null, null],
      [...shared, 'DROP TABLE runs', '{}', null, null, 'query_refused', 'The query was refused'],
    ]);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
