import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { openTrackingDatabase } from '@/db/client';
import { addConnection, removeConnection } from '@/db/console/connections';
import { connectionsPath } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import { launchBrowser, startApp } from './app';
import { type BenchTable, machineDescription } from './bench-table';
import { crowdRows } from './console-crowd';
import { exportRows } from './console-export';
import { exampleRows, queryRows, typingRows } from './console-page';

const MANY_TABLES = 500;
const MANY_TABLES_NAME = 'bench_tables';

/**
 * Times of the SQL console of the production build over a database of `lathe seed`: through the page in Chromium, of
 * exports with the memory of the app's processes, and of twenty people while four workers write. The workers' runs
 * stay in the database, in the experiment `bench`.
 *
 * @throws AppError `invalid_argument` without a database, `backend_unavailable` without a Chromium.
 */
export async function benchConsole(dataDir?: string): Promise<BenchTable> {
  if (dataDir === undefined) {
    throw new AppError(
      'invalid_argument',
      'The benchmark of the console needs a database: make one with "lathe seed --runs 100000 --data-dir DIR", and name it by --data-dir.',
    );
  }
  const folder = resolve(dataDir);
  const runs = countRuns(folder);
  const tables = mkdtempSync(join(tmpdir(), 'lathe-bench-console-'));
  const file = connectionsPath(folder);
  addConnection(file, { name: MANY_TABLES_NAME, kind: 'sqlite', path: makeManyTables(tables) });
  let browser: Browser | undefined;
  try {
    const app = await startApp(folder);
    try {
      browser = await launchBrowser();
      const shown = [
        ...(await queryRows(browser, app.url)),
        ...(await exampleRows(browser, app.url)),
        ...(await typingRows(browser, app.url, MANY_TABLES_NAME, MANY_TABLES)),
      ];
      await browser.close();
      return {
        title: `SQL console over ${runs.toLocaleString('en-US')} runs, medians`,
        machine: machineDescription(),
        rows: [...shown, ...(await exportRows(app)), ...(await crowdRows(app.url, folder))],
      };
    } finally {
      await browser?.close();
      await app.stop();
    }
  } finally {
    removeConnection(file, MANY_TABLES_NAME);
    rmSync(tables, { recursive: true });
  }
}

function countRuns(dataDir: string): number {
  const db = openTrackingDatabase(dataDir);
  try {
    return db.sqlite.prepare('SELECT count(*) FROM runs').pluck().get() as number;
  } finally {
    db.close();
  }
}

/** A database with tables `table_0` to `table_499` of twelve columns each. */
function makeManyTables(folder: string): string {
  const path = join(folder, 'tables.db');
  const database = new Database(path);
  const columns = Array.from({ length: 12 }, (_, index) => `column_${index} REAL`).join(', ');
  database.transaction(() => {
    for (let table = 0; table < MANY_TABLES; table++)
      database.exec(`CREATE TABLE table_${table} (id INTEGER PRIMARY KEY, ${columns})`);
  })();
  database.close();
  return path;
}
