import type { TypedParams } from '@/lib/domain/typed-param';

/** A query that answers a question of the field; `key` names its texts. */
export interface Example {
  key:
    | 'SensitiveLayers'
    | 'SensitiveInExperiment'
    | 'SensitivityCurves'
    | 'DistributionShift'
    | 'ShiftInExperiment'
    | 'Calibrations'
    | 'BestUnderSize'
    | 'OneParamApart'
    | 'AccuracyAgainstSize'
    | 'RunsOfExperiment'
    | 'NotWrittenUp';
  sql: string;
  /** Values that it is tried with. */
  params?: TypedParams;
}

/** The gallery: questions that people who shrink networks ask of what was recorded. */
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
    key: 'SensitiveInExperiment',
    sql: `-- From which rate on does a layer of the newest experiment lose more than a point of accuracy?
SELECT m.architecture, l.name AS layer, s.granularity,
       min(s.level) FILTER (WHERE s.accuracy_drop > 0.01) AS sensitive_from,
       round(avg(s.accuracy_drop) FILTER (WHERE s.level = 0.9), 4) AS mean_drop_at_90,
       count(DISTINCT s.run_id) AS runs
FROM runs r
JOIN layer_sensitivity s ON s.run_id = r.id AND s.technique = 'prune'
JOIN layers l ON l.id = s.layer_id
JOIN models m ON m.id = l.model_id
WHERE r.method = 'sensitivity' AND r.experiment_id =
      (SELECT experiment_id FROM runs WHERE id = (SELECT max(run_id) FROM layer_sensitivity))
GROUP BY m.architecture, l.name, s.granularity
ORDER BY coalesce(sensitive_from, 1), mean_drop_at_90 DESC`,
  },
  {
    key: 'SensitivityCurves',
    sql: `-- How does accuracy fall as one layer is pruned further? (the newest sensitivity run)
SELECT l.name AS layer, s.level AS pruned, round(s.accuracy, 4) AS accuracy,
       s.correct, s.samples, round(s.accuracy_drop, 4) AS accuracy_drop
FROM layer_sensitivity s
JOIN layers l ON l.id = s.layer_id
WHERE s.run_id = (SELECT max(run_id) FROM layer_sensitivity) AND s.technique = 'prune'
ORDER BY l.position, s.level`,
  },
  {
    key: 'DistributionShift',
    sql: `-- How far do the weights of a layer move between two pruning rates? (one run)
WITH rates AS (
  SELECT h.layer, s.target_sparsity AS rate, h.histogram, h.zeros,
         lead(s.target_sparsity) OVER later AS next_rate,
         lead(h.histogram) OVER later AS next_histogram, lead(h.zeros) OVER later AS next_zeros
  FROM layer_histograms h
  JOIN layer_stats s ON s.run_id = h.run_id AND s.layer_id = h.layer_id
    AND s.tensor = h.tensor AND s.stage = h.stage AND s.step = h.step
  WHERE h.run_id = (SELECT run_id FROM layer_histograms WHERE stage = 'sensitivity' ORDER BY run_id DESC LIMIT 1)
    AND h.tensor = 'kernel' AND h.stage = 'sensitivity'
  WINDOW later AS (PARTITION BY h.layer_id ORDER BY s.target_sparsity)
)
SELECT layer, rate AS from_rate, next_rate AS to_rate,
       round(wasserstein(histogram, zeros, next_histogram, next_zeros), 6) AS moved,
       round(kl(histogram, zeros, next_histogram, next_zeros), 4) AS divergence
FROM rates
WHERE next_rate > rate
ORDER BY layer, rate`,
  },
  {
    key: 'ShiftInExperiment',
    sql: `-- How far do the weights of a layer move between two pruning rates, over the newest experiment?
WITH rates AS (
  SELECT r.id AS run, h.layer, s.target_sparsity AS rate, h.histogram, h.zeros,
         lead(s.target_sparsity) OVER later AS next_rate,
         lead(h.histogram) OVER later AS next_histogram, lead(h.zeros) OVER later AS next_zeros
  FROM runs r
  JOIN layer_histograms h ON h.run_id = r.id AND h.tensor = 'kernel' AND h.stage = 'sensitivity'
  JOIN layer_stats s ON s.run_id = h.run_id AND s.layer_id = h.layer_id
    AND s.tensor = h.tensor AND s.stage = h.stage AND s.step = h.step
  WHERE r.method = 'sensitivity' AND r.experiment_id = (
    SELECT experiment_id FROM runs WHERE id =
      (SELECT run_id FROM layer_histograms WHERE stage = 'sensitivity' ORDER BY run_id DESC LIMIT 1))
  WINDOW later AS (PARTITION BY r.id, h.layer_id ORDER BY s.target_sparsity)
)
SELECT layer, rate AS from_rate, next_rate AS to_rate, count(*) AS runs,
       round(avg(wasserstein(histogram, zeros, next_histogram, next_zeros)), 6) AS moved
FROM rates
WHERE next_rate > rate
GROUP BY layer, rate, next_rate
ORDER BY layer, rate`,
  },
  {
    key: 'Calibrations',
    sql: `-- Which calibration keeps most accuracy, at which number of bits?
SELECT c.method AS calibration, q.bits, count(DISTINCT c.id) AS models,
       round(avg(r.test_accuracy), 4) AS accuracy,
       round(avg(r.accuracy_drop), 4) AS mean_drop,
       round(stddev(r.accuracy_drop), 4) AS deviation
FROM calibrations c
JOIN run_results r ON r.run_id = c.run_id
JOIN models q ON q.id = c.model_id
GROUP BY c.method, q.bits
ORDER BY mean_drop`,
  },
  {
    key: 'BestUnderSize',
    sql: `-- The most accurate models that fit into so many bytes.
SELECT r.run_id AS run, runs.name, r.technique, r.architecture,
       round(r.test_accuracy, 4) AS accuracy, r.test_samples,
       r.stored_bytes, r.sparsity, r.bits, r.latency_ms
FROM run_results r
JOIN runs ON runs.id = r.run_id
WHERE r.stored_bytes <= :bytes AND r.test_accuracy IS NOT NULL
ORDER BY r.test_accuracy DESC, r.stored_bytes
LIMIT 20`,
    params: { bytes: { type: 'integer', value: '100000' } },
  },
  {
    key: 'OneParamApart',
    sql: `-- Which runs of the newest experiment differ in one param only, and what did that change?
WITH these AS (
  SELECT id, method FROM runs
  WHERE experiment_id = (SELECT max(experiment_id) FROM runs) AND method <> 'pipeline' AND status = 'finished'
  ORDER BY id DESC LIMIT 60
), apart AS (
  SELECT a.id AS first, b.id AS second, k.key,
         (SELECT value_text FROM params WHERE run_id = a.id AND key = k.key) AS one,
         (SELECT value_text FROM params WHERE run_id = b.id AND key = k.key) AS other
  FROM these a JOIN these b ON b.id > a.id AND b.method = a.method
  JOIN params k ON k.run_id = a.id
  WHERE k.key NOT IN ('name', 'experiment')
)
SELECT first AS first_run, second AS second_run, max(key) AS param, max(one) AS first_value,
       max(other) AS second_value,
       round((SELECT test_accuracy FROM run_results WHERE run_id = second)
           - (SELECT test_accuracy FROM run_results WHERE run_id = first), 4) AS accuracy_change
FROM apart
WHERE one IS NOT other
GROUP BY first, second
HAVING count(*) = 1
ORDER BY abs(accuracy_change) DESC`,
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
WHERE m.id > (SELECT max(id) - 500 FROM models)
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
    key: 'NotWrittenUp',
    sql: `-- Which finished runs has nobody written about, in a note or a conclusion?
SELECT r.id AS run, r.name, r.method, r.created_by,
       datetime(r.finished_at / 1000, 'unixepoch') AS finished_utc
FROM runs r
WHERE r.status = 'finished' AND r.conclusion = '' AND r.deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM note_refs n WHERE n.kind = 'run' AND n.ref_id = r.id)
ORDER BY r.id DESC
LIMIT 100`,
  },
];
