import type Database from 'better-sqlite3';

/** Tables whose rows of a run make its results, as a recorder writes them. */
export const RESULT_SOURCES: readonly string[] = ['runs', 'models', 'evaluations', 'benchmarks'];

/**
 * Makes the rows of `run_results` anew for the given runs, from their inputs, models, evaluations and benchmarks. To
 * be called inside the transaction that changed one of those.
 *
 * The baseline is the first model of a run's chain, which goes along the base inputs, or along the teacher where there
 * is no base. The ratio is the baseline's float32 bytes by the stored bytes, the drop the baseline's test accuracy
 * minus the run's.
 */
export function refreshRunResults(sqlite: Database.Database, runIds: readonly number[]): void {
  sqlite.prepare(REFRESH).run(JSON.stringify(runIds));
}

const REFRESH = `
  WITH RECURSIVE wanted(id) AS (SELECT value FROM json_each(?)),
  chain(run_id, at, method, via, depth) AS (
    SELECT r.id, r.id, r.method, 'base', 0 FROM wanted w JOIN runs r ON r.id = w.id
    UNION ALL
    SELECT c.run_id, p.id, p.method, CASE WHEN c.via = 'teacher' THEN 'teacher' ELSE i.role END, c.depth + 1
    FROM chain c
    JOIN run_inputs i ON i.run_id = c.at AND i.role = (SELECT min(role) FROM run_inputs WHERE run_id = c.at)
    JOIN runs p ON p.id = coalesce(i.input_run_id, (SELECT run_id FROM models WHERE id = i.model_id))
    WHERE c.depth < 100
  ),
  ways(run_id, ways, way) AS (
    SELECT run_id, count(DISTINCT method), min(method) FROM chain
    WHERE via = 'base' AND method IN ('prune', 'quantize', 'distill') GROUP BY run_id
  ),
  roots(run_id, root_id) AS (
    SELECT run_id, at FROM (SELECT run_id, at, max(depth) AS depth FROM chain GROUP BY run_id) WHERE depth > 0
  ),
  results AS (
    SELECT r.id AS run_id, CASE WHEN w.ways > 1 THEN 'combined' ELSE coalesce(w.way, 'baseline') END AS technique,
      o.root_id, m.id AS model_id, m.architecture, m.parameters, m.nonzeros, m.sparsity, m.bits, m.macs,
      m.float32_bytes, m.sparse_bytes AS stored_bytes, bm.float32_bytes AS baseline_bytes,
      v.samples, v.correct, v.engine, bv.samples AS baseline_samples, bv.correct AS baseline_correct,
      (SELECT latency_p50_ms FROM benchmarks WHERE model_id = m.id AND batch_size = 1 ORDER BY id DESC LIMIT 1) AS latency_ms
    FROM wanted k
    JOIN runs r ON r.id = k.id
    LEFT JOIN ways w ON w.run_id = r.id
    LEFT JOIN models m ON m.id = r.output_model_id
    LEFT JOIN evaluations v ON v.id = (SELECT max(id) FROM evaluations WHERE model_id = m.id AND split = 'test')
    LEFT JOIN roots o ON o.run_id = r.id
    LEFT JOIN runs b ON b.id = o.root_id
    LEFT JOIN models bm ON bm.id = b.output_model_id
    LEFT JOIN evaluations bv ON bv.id = (SELECT max(id) FROM evaluations WHERE model_id = bm.id AND split = 'test')
  )
  INSERT OR REPLACE INTO run_results (run_id, technique, baseline_run_id, model_id, architecture, parameters, nonzeros,
    sparsity, bits, macs, float32_bytes, stored_bytes, baseline_bytes, compression_ratio, test_samples, test_correct,
    test_accuracy, test_engine, baseline_samples, baseline_correct, baseline_accuracy, accuracy_drop, latency_ms)
  SELECT run_id, technique, root_id, model_id, architecture, parameters, nonzeros, sparsity, bits, macs, float32_bytes,
    stored_bytes, baseline_bytes, 1.0 * baseline_bytes / stored_bytes, samples, correct, 1.0 * correct / samples, engine,
    baseline_samples, baseline_correct, 1.0 * baseline_correct / baseline_samples,
    1.0 * baseline_correct / baseline_samples - 1.0 * correct / samples, latency_ms
  FROM results`;
