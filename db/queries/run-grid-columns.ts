import type { TrackingDatabase } from '../client';
import type { RunColumnChoices } from './run-grid-types';
import { likeText } from './sql-text';

/** Which keys are looked for. */
export interface RunColumnSearch {
  /** Part of the key; case does not matter. */
  search: string;
  /** Keys that the runs of this experiment have; all when left out. */
  experimentId?: number;
  /** Most keys of each kind. */
  limit: number;
}

/** Each key once: the index is asked for the next one behind the last, so that equal ones are jumped over. */
const ALL_PARAMS = `
  WITH RECURSIVE k(key) AS (
    SELECT min(key) FROM params
    UNION ALL SELECT (SELECT min(key) FROM params WHERE key > k.key) FROM k WHERE k.key IS NOT NULL
  )
  SELECT key FROM k WHERE key IS NOT NULL`;

const PARAMS_OF_EXPERIMENT = `
  SELECT DISTINCT p.key FROM runs r JOIN params p ON p.run_id = r.id WHERE r.experiment_id = @experimentId`;

const METRICS_OF_EXPERIMENT = `
  SELECT name AS key FROM metric_keys WHERE id IN (
    SELECT m.key_id FROM runs r JOIN run_metrics m ON m.run_id = r.id WHERE r.experiment_id = @experimentId
  )`;

/** Keys of params and metrics that exist; those that begin with what is searched for come first. */
export function listRunColumns({ sqlite }: TrackingDatabase, query: RunColumnSearch): RunColumnChoices {
  const search = query.search.trim();
  const pattern = likeText(search);
  const values = {
    contains: `%${pattern}%`,
    begins: `${pattern}%`,
    limit: query.limit + 1,
    experimentId: query.experimentId ?? 0,
  };
  const list = (keys: string) =>
    sqlite
      .prepare(`
        SELECT key FROM (${keys}) WHERE key LIKE @contains ESCAPE '\\'
        ORDER BY key NOT LIKE @begins ESCAPE '\\', key LIMIT @limit`)
      .pluck()
      .all(values) as string[];
  const isAll = query.experimentId === undefined;
  const params = list(isAll ? ALL_PARAMS : PARAMS_OF_EXPERIMENT);
  const metrics = list(isAll ? 'SELECT name AS key FROM metric_keys' : METRICS_OF_EXPERIMENT);
  return {
    params: params.slice(0, query.limit),
    metrics: metrics.slice(0, query.limit),
    isComplete: params.length <= query.limit && metrics.length <= query.limit,
  };
}
