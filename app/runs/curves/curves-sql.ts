import type { ShownWindow } from './curve-x';

/** The points of some metrics of a run, as a query of the console. */
export function curvesSql(runId: number, keys: readonly string[], window: ShownWindow | undefined): string {
  const names = keys.map((key) => `'${key.replaceAll("'", "''")}'`).join(', ');
  const steps = window ? `\n  AND step BETWEEN ${window.from} AND ${window.to}` : '';
  return `-- Points of the run's metrics
SELECT key, step, value, is_nan, recorded_at
FROM metrics
WHERE run_id = ${runId} AND key ${keys.length === 1 ? `= ${names}` : `IN (${names})`}${steps}
ORDER BY key, step, attempt, seq`;
}

/** Last, smallest and largest value of each metric of a run, as a query of the console. */
export function allCurvesSql(runId: number): string {
  return `-- Metrics of the run: their points stand in the view metrics
SELECT k.name AS key, m.last_value, m.last_step, m.min_value, m.max_value, m.point_count
FROM run_metrics m
JOIN metric_keys k ON k.id = m.key_id
WHERE m.run_id = ${runId}
ORDER BY k.name`;
}
