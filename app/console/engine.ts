import { QUERY_LIMITS } from '@/db/console/limits';
import type { Query } from '@/db/console/query';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import type { QueryResult } from '@/db/console/query-result';
import { databasePath, dataDir } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../data/database';

const shared = globalThis as typeof globalThis & { latheQueryPool?: QueryPool };

/** The one pool of query processes of this server; modules are evaluated more than once, so it is kept outside. */
export function queryPool(): QueryPool {
  shared.latheQueryPool ??= createQueryPool({
    databasePath: databasePath(dataDir()),
    limits: QUERY_LIMITS,
    log: (entry) => insertQueryLog(trackingDatabase(), entry),
  });
  return shared.latheQueryPool;
}

/**
 * Runs a query in the pool.
 *
 * @throws AppError as the pool does. The pool may have been made by another evaluation of these modules, whose errors
 *   are of another class: they are made anew.
 */
export async function runQuery(query: Query): Promise<QueryResult> {
  try {
    return await queryPool().run(query);
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error && error.name === 'AppError')) throw error;
    throw new AppError((error as AppError).code, error.message, { cause: error });
  }
}
