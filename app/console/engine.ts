import type { Readable } from 'node:stream';
import { QUERY_LIMITS } from '@/db/console/limits';
import type { Asked, Query } from '@/db/console/query';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import type { QueryResult, StatementDescription, WholeCell } from '@/db/console/query-result';
import type { SchemaTable } from '@/db/console/schema-list';
import { databasePath, dataDir } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import type { QueryExport } from '@/lib/domain/query-export';
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
 * @throws AppError as the pool does.
 */
export function runQuery(query: Query): Promise<QueryResult> {
  return ownErrors(() => queryPool().run(query));
}

/**
 * Tells what a statement is without running it.
 *
 * @throws AppError as the pool does.
 */
export function describeQuery(asked: Asked): Promise<StatementDescription> {
  return ownErrors(() => queryPool().describe(asked));
}

/**
 * The tables of the other sources that a request names.
 *
 * @throws AppError as the pool does.
 */
export function readSourceSchema(asked: Asked): Promise<SchemaTable[]> {
  return ownErrors(() => queryPool().schema(asked));
}

/**
 * One value of a query's result, whole.
 *
 * @throws AppError as the pool does.
 */
export function readWholeCell(asked: Asked & { row: number; column: number }): Promise<WholeCell> {
  return ownErrors(() => queryPool().wholeCell(asked));
}

/**
 * The bytes of a file of all rows of a query.
 *
 * @throws AppError as the pool does.
 */
export function exportQuery(asked: Asked & { options: QueryExport }): Promise<Readable> {
  return ownErrors(() => queryPool().export(asked));
}

/** The pool may have been made by another evaluation of these modules, whose errors are of another class: they are made anew. */
async function ownErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error && error.name === 'AppError')) throw error;
    const { code, message, issues } = error as AppError;
    throw new AppError(code, message, { cause: error, issues });
  }
}
