import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { QUERY_LIMITS, type QueryLimits } from '@/db/console/limits';
import type { QueryLogEntry } from '@/db/console/query';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import { buildProgram } from '../build-program';

/** A small database, the query process built from the present sources, and pools over them. */
export interface QueryFixture {
  folder: string;
  databasePath: string;
  programPath: string;
  log: QueryLogEntry[];
  pool(limits?: Partial<QueryLimits>): QueryPool;
  closePools(): Promise<void>;
  close(): Promise<void>;
}

export async function queryFixture(schema: string): Promise<QueryFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  const databasePath = join(folder, 'lathe.db');
  const connection = new Database(databasePath);
  connection.pragma('journal_mode = wal');
  connection.exec(schema);
  connection.close();

  const program = await buildProgram('query-process');
  let pools: QueryPool[] = [];
  const closePools = async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    pools = [];
  };
  const log: QueryLogEntry[] = [];
  return {
    folder,
    databasePath,
    programPath: program.path,
    log,
    pool: (limits = {}) => {
      const pool = createQueryPool({
        databasePath,
        programPath: program.path,
        limits: { ...QUERY_LIMITS, ...limits },
        log: (entry) => log.push(entry),
      });
      pools.push(pool);
      return pool;
    },
    closePools,
    close: async () => {
      await closePools();
      program.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** True while a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition; fails at the deadline. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
