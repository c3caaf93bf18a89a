CREATE TABLE `run_results` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`technique` text NOT NULL,
	`baseline_run_id` integer,
	`model_id` integer,
	`architecture` text,
	`parameters` integer,
	`nonzeros` integer,
	`sparsity` real,
	`bits` integer,
	`macs` integer,
	`float32_bytes` integer,
	`stored_bytes` integer,
	`baseline_bytes` integer,
	`compression_ratio` real,
	`test_samples` integer,
	`test_correct` integer,
	`test_accuracy` real,
	`test_engine` text,
	`baseline_samples` integer,
	`baseline_correct` integer,
	`baseline_accuracy` real,
	`accuracy_drop` real,
	`latency_ms` real,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `run_results_parameters` ON `run_results` (`parameters`);--> statement-breakpoint
CREATE INDEX `run_results_sparsity` ON `run_results` (`sparsity`);--> statement-breakpoint
CREATE INDEX `run_results_bits` ON `run_results` (`bits`);--> statement-breakpoint
CREATE INDEX `run_results_macs` ON `run_results` (`macs`);--> statement-breakpoint
CREATE INDEX `run_results_stored_bytes` ON `run_results` (`stored_bytes`);--> statement-breakpoint
CREATE INDEX `run_results_compression_ratio` ON `run_results` (`compression_ratio`);--> statement-breakpoint
CREATE INDEX `run_results_test_accuracy` ON `run_results` (`test_accuracy`);--> statement-breakpoint
CREATE INDEX `run_results_accuracy_drop` ON `run_results` (`accuracy_drop`);--> statement-breakpoint
CREATE INDEX `run_results_latency` ON `run_results` (`latency_ms`);--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`name` text NOT NULL,
	`experiment_id` integer,
	`state` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`experiment_id`) REFERENCES `experiments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_views_uid_unique` ON `saved_views` (`uid`);--> statement-breakpoint
CREATE UNIQUE INDEX `saved_views_name` ON `saved_views` (coalesce(experiment_id, 0), `name`);--> statement-breakpoint
CREATE TABLE `tags` (
	`run_id` integer NOT NULL,
	`name` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `name`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `tags_name` ON `tags` (`name`,`run_id`);--> statement-breakpoint
DROP INDEX `artifacts_run`;--> statement-breakpoint
DELETE FROM artifacts WHERE id NOT IN (SELECT max(id) FROM artifacts GROUP BY run_id, path);--> statement-breakpoint
CREATE UNIQUE INDEX `artifacts_run` ON `artifacts` (`run_id`,`path`);--> statement-breakpoint
ALTER TABLE `runs` ADD `archived_at` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `deleted_by` text;--> statement-breakpoint
CREATE INDEX `runs_name` ON `runs` (name COLLATE NOCASE);--> statement-breakpoint
CREATE INDEX `runs_created_by` ON `runs` (created_by COLLATE NOCASE);--> statement-breakpoint
CREATE INDEX `runs_started` ON `runs` (`started_at`);--> statement-breakpoint
CREATE INDEX `runs_duration` ON `runs` (`duration_ms`);--> statement-breakpoint
CREATE INDEX `runs_archived` ON `runs` (`archived_at`) WHERE archived_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_deleted` ON `runs` (`deleted_at`) WHERE deleted_at IS NOT NULL;
--> statement-breakpoint
WITH RECURSIVE wanted(id) AS (SELECT id FROM runs),
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
FROM results;
