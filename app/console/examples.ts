/** A query that answers a question of the field; `key` names its texts. */
export interface Example {
  key: 'SensitiveLayers' | 'AccuracyAgainstSize' | 'RunsOfExperiment' | 'DistributionShift';
  sql: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    key: 'SensitiveLayers',
    sql: `-- Which layers lose most accuracy when they alone are pruned?
SELECT architecture, layer_name AS layer, granularity, level AS pruned,
       round(drop_sum / measurements, 4) AS mean_drop,
       round(drop_max, 4) AS worst_drop,
       measurements
FROM sensitivity_rollup
WHERE technique = 'prune'
ORDER BY mean_drop DESC`,
  },
  {
    key: 'AccuracyAgainstSize',
    sql: `-- What does each model cost, and how good is it on the test images?
SELECT m.id AS model, m.name, m.architecture, e.engine,
       round(e.top1, 4) AS accuracy, e.correct, e.samples,
       round(m.sparsity, 4) AS sparsity, m.bits, m.macs,
       m.float32_bytes, m.gzip_bytes, m.sparse_bytes, m.int8_bytes
FROM models m
JOIN evaluations e ON e.model_id = m.id AND e.split = 'test'
ORDER BY e.top1 DESC, m.gzip_bytes`,
  },
  {
    key: 'RunsOfExperiment',
    sql: `-- All runs of the newest experiment, with accuracy on the test images.
SELECT r.id AS run, r.parent_run_id AS parent, r.name, r.method, r.status,
       round(r.duration_ms / 1000.0, 1) AS seconds,
       round(e.top1, 4) AS accuracy, r.seed, r.created_by
FROM runs r
LEFT JOIN evaluations e ON e.run_id = r.id AND e.split = 'test'
WHERE r.experiment_id = (SELECT max(id) FROM experiments)
ORDER BY r.id`,
  },
  {
    key: 'DistributionShift',
    sql: `-- How do the weights of a layer change as more of them are pruned?
SELECT run_id AS run, layer, target_sparsity, round(sparsity, 4) AS sparsity,
       round(mean, 5) AS mean, round(std, 5) AS std,
       round(nz_q05, 5) AS nz_q05, round(nz_q50, 5) AS nz_q50, round(nz_q95, 5) AS nz_q95
FROM layer_stats
WHERE tensor = 'kernel' AND stage IN ('baseline', 'sensitivity')
ORDER BY layer, run_id, target_sparsity`,
  },
];
