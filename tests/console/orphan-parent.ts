// A process that runs an endless query and is then killed by the test.
import { QUERY_LIMITS } from '@/db/console/limits';
import { createQueryPool } from '@/db/console/query-pool';

const [databasePath, programPath] = process.argv.slice(2);
const pool = createQueryPool({ databasePath, programPath, limits: QUERY_LIMITS, log: () => undefined });
const sql = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
const asked = pool.run({ sql, by: 'ada', source: 'cli', timeoutMs: 60_000 });
setTimeout(() => console.log(pool.pids()[0]), 500);
await asked;
