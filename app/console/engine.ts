import { QUERY_LIMITS } from '@/db/console/limits';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import { databasePath, dataDir } from '@/lib/domain/data-dir';
import { trackingDatabase } from './database';

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
