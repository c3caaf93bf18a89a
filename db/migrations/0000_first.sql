CREATE TABLE `calibrations` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`model_id` integer NOT NULL,
	`dataset_id` integer,
	`split` text NOT NULL,
	`samples` integer NOT NULL,
	`batches` integer NOT NULL,
	`sample_hash` text NOT NULL,
	`method` text NOT NULL,
	`parameters` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `calibrations_model` ON `calibrations` (`model_id`);--> statement-breakpoint
CREATE INDEX `calibrations_run` ON `calibrations` (`run_id`);--> statement-breakpoint
CREATE TABLE `layer_sensitivity` (
	`run_id` integer NOT NULL,
	`layer_id` integer NOT NULL,
	`technique` text NOT NULL,
	`tensor` text NOT NULL,
	`granularity` text NOT NULL,
	`level` real NOT NULL,
	`achieved_sparsity` real NOT NULL,
	`coupled_group` text,
	`split` text NOT NULL,
	`samples` integer NOT NULL,
	`correct` integer NOT NULL,
	`accuracy` real NOT NULL,
	`loss` real,
	`accuracy_drop` real NOT NULL,
	PRIMARY KEY(`run_id`, `layer_id`, `technique`, `tensor`, `granularity`, `level`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `layer_sensitivity_layer` ON `layer_sensitivity` (`layer_id`,`level`);--> statement-breakpoint
CREATE TABLE `quantizers` (
	`calibration_id` integer NOT NULL,
	`layer_id` integer NOT NULL,
	`tensor` text NOT NULL,
	`channel` integer NOT NULL,
	`bits` integer NOT NULL,
	`scheme` text NOT NULL,
	`scale` real NOT NULL,
	`zero_point` integer NOT NULL,
	`quant_min` integer NOT NULL,
	`quant_max` integer NOT NULL,
	`range_min` real NOT NULL,
	`range_max` real NOT NULL,
	`clipped_fraction` real NOT NULL,
	`sqnr_db` real,
	PRIMARY KEY(`calibration_id`, `layer_id`, `tensor`, `channel`),
	FOREIGN KEY (`calibration_id`) REFERENCES `calibrations`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `quantizers_layer` ON `quantizers` (`layer_id`);--> statement-breakpoint
CREATE TABLE `sensitivity_rollup` (
	`architecture` text NOT NULL,
	`layer_name` text NOT NULL,
	`technique` text NOT NULL,
	`granularity` text NOT NULL,
	`level` real NOT NULL,
	`measurements` integer NOT NULL,
	`drop_sum` real NOT NULL,
	`drop_max` real NOT NULL,
	PRIMARY KEY(`architecture`, `layer_name`, `technique`, `granularity`, `level`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `column_descriptions` (
	`table_name` text NOT NULL,
	`column_name` text NOT NULL,
	`description` text NOT NULL,
	PRIMARY KEY(`table_name`, `column_name`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `data_versions` (
	`table_name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `query_log` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`source` text NOT NULL,
	`sql` text NOT NULL,
	`params` text DEFAULT '{}' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`elapsed_ms` integer,
	`row_count` integer,
	`truncated` text,
	`error_code` text,
	`error_message` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `query_log_uid_unique` ON `query_log` (`uid`);--> statement-breakpoint
CREATE INDEX `query_log_by` ON `query_log` (`created_by`,`id`);--> statement-breakpoint
CREATE TABLE `benchmarks` (
	`id` integer PRIMARY KEY NOT NULL,
	`model_id` integer NOT NULL,
	`run_id` integer NOT NULL,
	`device_id` integer,
	`engine` text NOT NULL,
	`precision` text NOT NULL,
	`batch_size` integer NOT NULL,
	`threads` integer,
	`latency_p50_ms` real NOT NULL,
	`latency_p95_ms` real NOT NULL,
	`throughput` real NOT NULL,
	`repeats` integer NOT NULL,
	`warmup` integer NOT NULL,
	`measured_at` integer NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `devices`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `benchmarks_model` ON `benchmarks` (`model_id`,`batch_size`);--> statement-breakpoint
CREATE INDEX `benchmarks_run` ON `benchmarks` (`run_id`);--> statement-breakpoint
CREATE TABLE `class_metrics` (
	`evaluation_id` integer NOT NULL,
	`class_index` integer NOT NULL,
	`samples` integer NOT NULL,
	`correct` integer NOT NULL,
	PRIMARY KEY(`evaluation_id`, `class_index`),
	FOREIGN KEY (`evaluation_id`) REFERENCES `evaluations`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `devices` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`cpu` text NOT NULL,
	`memory_bytes` integer NOT NULL,
	`os` text NOT NULL,
	`runtime` text NOT NULL,
	`runtime_version` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `evaluations` (
	`id` integer PRIMARY KEY NOT NULL,
	`model_id` integer NOT NULL,
	`run_id` integer NOT NULL,
	`dataset_id` integer,
	`split` text NOT NULL,
	`engine` text NOT NULL,
	`samples` integer NOT NULL,
	`correct` integer NOT NULL,
	`top1` real NOT NULL,
	`top5` real,
	`loss` real,
	`evaluated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `evaluations_model` ON `evaluations` (`model_id`,`split`);--> statement-breakpoint
CREATE INDEX `evaluations_run` ON `evaluations` (`run_id`);--> statement-breakpoint
CREATE INDEX `evaluations_top1` ON `evaluations` (`split`,`top1`);--> statement-breakpoint
CREATE TABLE `layer_histogram_rows` (
	`run_id` integer NOT NULL,
	`layer_id` integer NOT NULL,
	`tensor_id` integer NOT NULL,
	`stage_id` integer NOT NULL,
	`step` integer NOT NULL,
	`zeros` integer NOT NULL,
	`histogram` blob NOT NULL,
	PRIMARY KEY(`run_id`, `layer_id`, `tensor_id`, `stage_id`, `step`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `layer_stat_rows` (
	`run_id` integer NOT NULL,
	`layer_id` integer NOT NULL,
	`tensor_id` integer NOT NULL,
	`stage_id` integer NOT NULL,
	`step` integer NOT NULL,
	`round` integer NOT NULL,
	`target_sparsity` real,
	`value_count` integer NOT NULL,
	`zeros` integer NOT NULL,
	`sparsity` real NOT NULL,
	`mean` real,
	`std` real,
	`min_value` real,
	`max_value` real,
	`l1` real,
	`l2` real,
	`q01` real,
	`q05` real,
	`q25` real,
	`q50` real,
	`q75` real,
	`q95` real,
	`q99` real,
	`nz_q01` real,
	`nz_q05` real,
	`nz_q25` real,
	`nz_q50` real,
	`nz_q75` real,
	`nz_q95` real,
	`nz_q99` real,
	PRIMARY KEY(`run_id`, `layer_id`, `tensor_id`, `stage_id`, `step`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `layer_stat_rows_layer` ON `layer_stat_rows` (`layer_id`,`tensor_id`,`stage_id`);--> statement-breakpoint
CREATE TABLE `names` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `names_name_unique` ON `names` (`name`);--> statement-breakpoint
CREATE TABLE `metric_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `metric_keys_name_unique` ON `metric_keys` (`name`);--> statement-breakpoint
CREATE TABLE `metric_rows` (
	`run_id` integer NOT NULL,
	`key_id` integer NOT NULL,
	`step` integer NOT NULL,
	`attempt` integer NOT NULL,
	`seq` integer NOT NULL,
	`value` real,
	`is_nan` integer DEFAULT 0 NOT NULL,
	`recorded_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `key_id`, `step`, `attempt`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `run_metrics` (
	`run_id` integer NOT NULL,
	`key_id` integer NOT NULL,
	`last_value` real,
	`last_is_nan` integer DEFAULT 0 NOT NULL,
	`last_step` integer NOT NULL,
	`min_value` real,
	`max_value` real,
	`point_count` integer NOT NULL,
	PRIMARY KEY(`run_id`, `key_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `run_metrics_last` ON `run_metrics` (`key_id`,`last_value`,`run_id`);--> statement-breakpoint
CREATE INDEX `run_metrics_min` ON `run_metrics` (`key_id`,`min_value`,`run_id`);--> statement-breakpoint
CREATE INDEX `run_metrics_max` ON `run_metrics` (`key_id`,`max_value`,`run_id`);--> statement-breakpoint
CREATE TABLE `datasets` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`content_hash` text NOT NULL,
	`train_samples` integer NOT NULL,
	`validation_samples` integer NOT NULL,
	`test_samples` integer NOT NULL,
	`class_names` text NOT NULL,
	`class_count` integer NOT NULL,
	`height` integer NOT NULL,
	`width` integer NOT NULL,
	`channels` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `datasets_content_hash_unique` ON `datasets` (`content_hash`);--> statement-breakpoint
CREATE TABLE `layers` (
	`id` integer PRIMARY KEY NOT NULL,
	`model_id` integer NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`input_shape` text NOT NULL,
	`output_shape` text NOT NULL,
	`kernel_shape` text,
	`parameters` integer NOT NULL,
	`nonzeros` integer NOT NULL,
	`macs` integer NOT NULL,
	`coupled_group` text,
	`origin_layer_id` integer,
	FOREIGN KEY (`model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`origin_layer_id`) REFERENCES `layers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `layers_model` ON `layers` (`model_id`,`name`);--> statement-breakpoint
CREATE INDEX `layers_name` ON `layers` (`name`);--> statement-breakpoint
CREATE INDEX `layers_origin` ON `layers` (`origin_layer_id`);--> statement-breakpoint
CREATE TABLE `models` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`owner` text NOT NULL,
	`created_at` integer NOT NULL,
	`parent_model_id` integer,
	`run_id` integer NOT NULL,
	`architecture` text NOT NULL,
	`network` text NOT NULL,
	`quantization` text,
	`bits` integer NOT NULL,
	`parameters` integer NOT NULL,
	`nonzeros` integer NOT NULL,
	`sparsity` real NOT NULL,
	`macs` integer NOT NULL,
	`float32_bytes` integer NOT NULL,
	`gzip_bytes` integer NOT NULL,
	`sparse_bytes` integer NOT NULL,
	`int8_bytes` integer NOT NULL,
	`weights_hash` text NOT NULL,
	FOREIGN KEY (`parent_model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `models_uid_unique` ON `models` (`uid`);--> statement-breakpoint
CREATE UNIQUE INDEX `models_name_version` ON `models` (`name`,`version`);--> statement-breakpoint
CREATE INDEX `models_run` ON `models` (`run_id`);--> statement-breakpoint
CREATE INDEX `models_parent` ON `models` (`parent_model_id`);--> statement-breakpoint
CREATE TABLE `note_cells` (
	`id` integer PRIMARY KEY NOT NULL,
	`note_id` integer NOT NULL,
	`uid` text NOT NULL,
	`position` integer NOT NULL,
	`type` text NOT NULL,
	`source` text NOT NULL,
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `note_cells_uid_unique` ON `note_cells` (`uid`);--> statement-breakpoint
CREATE INDEX `note_cells_note` ON `note_cells` (`note_id`,`position`);--> statement-breakpoint
CREATE TABLE `note_results` (
	`id` integer PRIMARY KEY NOT NULL,
	`note_id` integer NOT NULL,
	`cell_uid` text NOT NULL,
	`sql` text NOT NULL,
	`columns` text NOT NULL,
	`result_rows` text NOT NULL,
	`result_hash` text NOT NULL,
	`row_count` integer NOT NULL,
	`truncated` text,
	`elapsed_ms` integer NOT NULL,
	`data_versions` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `note_results_cell` ON `note_results` (`note_id`,`cell_uid`,`id`);--> statement-breakpoint
CREATE TABLE `note_revisions` (
	`note_id` integer NOT NULL,
	`revision` integer NOT NULL,
	`title` text NOT NULL,
	`cells` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`note_id`, `revision`),
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notes` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`title` text NOT NULL,
	`revision` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notes_uid_unique` ON `notes` (`uid`);--> statement-breakpoint
CREATE TABLE `artifacts` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`path` text NOT NULL,
	`sha256` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`media_type` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `artifacts_run` ON `artifacts` (`run_id`,`path`);--> statement-breakpoint
CREATE TABLE `checkpoints` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`attempt` integer NOT NULL,
	`step` integer NOT NULL,
	`epoch` integer NOT NULL,
	`sha256` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `experiments` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `experiments_uid_unique` ON `experiments` (`uid`);--> statement-breakpoint
CREATE UNIQUE INDEX `experiments_name_unique` ON `experiments` (`name`);--> statement-breakpoint
CREATE TABLE `params` (
	`run_id` integer NOT NULL,
	`key` text NOT NULL,
	`value_text` text,
	`value_num` real,
	PRIMARY KEY(`run_id`, `key`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `params_key_num` ON `params` (`key`,`value_num`,`run_id`);--> statement-breakpoint
CREATE INDEX `params_key_text` ON `params` (`key`,`value_text`,`run_id`);--> statement-breakpoint
CREATE TABLE `run_attempts` (
	`run_id` integer NOT NULL,
	`attempt` integer NOT NULL,
	`first_step` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `attempt`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `run_inputs` (
	`run_id` integer NOT NULL,
	`role` text NOT NULL,
	`model_id` integer,
	`input_run_id` integer,
	PRIMARY KEY(`run_id`, `role`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`input_run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `run_inputs_input_run` ON `run_inputs` (`input_run_id`);--> statement-breakpoint
CREATE INDEX `run_inputs_model` ON `run_inputs` (`model_id`);--> statement-breakpoint
CREATE TABLE `run_logs` (
	`run_id` integer NOT NULL,
	`seq` integer NOT NULL,
	`attempt` integer NOT NULL,
	`level` text NOT NULL,
	`message` text NOT NULL,
	`logged_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `seq`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`experiment_id` integer NOT NULL,
	`parent_run_id` integer,
	`retry_of_run_id` integer,
	`name` text NOT NULL,
	`method` text NOT NULL,
	`status` text NOT NULL,
	`config` text NOT NULL,
	`config_group` text NOT NULL,
	`seed` integer,
	`dataset_name` text,
	`dataset_id` integer,
	`output_model_id` integer,
	`attempt` integer DEFAULT 1 NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`progress_done` real DEFAULT 0 NOT NULL,
	`progress_total` real DEFAULT 0 NOT NULL,
	`progress_phase` text DEFAULT '' NOT NULL,
	`backend` text,
	`backend_version` text,
	`tfjs_version` text,
	`node_version` text,
	`os` text,
	`cpu` text,
	`git_commit` text,
	`git_dirty` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`duration_ms` integer,
	`error_code` text,
	`error_message` text,
	`conclusion` text DEFAULT '' NOT NULL,
	`worker_id` integer,
	`lease_token` text,
	`lease_expires_at` integer,
	`cancel_requested_at` integer,
	FOREIGN KEY (`experiment_id`) REFERENCES `experiments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parent_run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retry_of_run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_uid_unique` ON `runs` (`uid`);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `runs_experiment` ON `runs` (`experiment_id`,`id`);--> statement-breakpoint
CREATE INDEX `runs_parent` ON `runs` (`parent_run_id`,`id`);--> statement-breakpoint
CREATE INDEX `runs_config_group` ON `runs` (`config_group`,`seed`);--> statement-breakpoint
CREATE INDEX `runs_lease` ON `runs` (`lease_expires_at`);--> statement-breakpoint
CREATE TABLE `workers` (
	`id` integer PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`pid` integer NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`stopped_at` integer,
	`run_id` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE VIEW metrics AS
SELECT m.run_id, k.name AS key, m.step, m.attempt, m.seq, m.value, m.is_nan, m.recorded_at
FROM metric_rows m JOIN metric_keys k ON k.id = m.key_id
WHERE NOT EXISTS (
  SELECT 1 FROM run_attempts a
  WHERE a.run_id = m.run_id AND a.attempt > m.attempt AND a.first_step < m.step
);
--> statement-breakpoint
CREATE VIEW layer_stats AS
SELECT s.run_id, l.model_id, s.layer_id, l.name AS layer, t.name AS tensor, g.name AS stage, s.step, s.round,
  s.target_sparsity, s.value_count, s.zeros, s.sparsity, s.mean, s.std, s.min_value, s.max_value, s.l1, s.l2,
  s.q01, s.q05, s.q25, s.q50, s.q75, s.q95, s.q99,
  s.nz_q01, s.nz_q05, s.nz_q25, s.nz_q50, s.nz_q75, s.nz_q95, s.nz_q99
FROM layer_stat_rows s
JOIN layers l ON l.id = s.layer_id
JOIN names t ON t.id = s.tensor_id
JOIN names g ON g.id = s.stage_id;
--> statement-breakpoint
CREATE VIEW layer_histograms AS
SELECT h.run_id, l.model_id, h.layer_id, l.name AS layer, t.name AS tensor, g.name AS stage, h.step, h.zeros, h.histogram
FROM layer_histogram_rows h
JOIN layers l ON l.id = h.layer_id
JOIN names t ON t.id = h.tensor_id
JOIN names g ON g.id = h.stage_id;
--> statement-breakpoint
CREATE VIEW layer_summary AS
SELECT r.experiment_id, s.run_id, r.method, l.model_id, m.name AS model, m.architecture, s.layer_id, l.name AS layer,
  l.type AS layer_type, t.name AS tensor, g.name AS stage, s.step, s.round, s.target_sparsity, s.sparsity,
  s.value_count, s.mean, s.std, s.l2, s.nz_q50,
  coalesce(y.accuracy, (
    SELECT e.top1 FROM evaluations e
    WHERE e.model_id = l.model_id AND e.split = 'validation' ORDER BY e.id DESC LIMIT 1
  )) AS validation_accuracy,
  y.accuracy_drop, y.samples
FROM layer_stat_rows s
JOIN layers l ON l.id = s.layer_id
JOIN models m ON m.id = l.model_id
JOIN runs r ON r.id = s.run_id
JOIN names t ON t.id = s.tensor_id
JOIN names g ON g.id = s.stage_id
LEFT JOIN layer_sensitivity y ON y.run_id = s.run_id AND y.layer_id = s.layer_id AND y.technique = 'prune'
  AND y.tensor = t.name AND g.name = 'sensitivity' AND y.level = s.target_sparsity;
--> statement-breakpoint
INSERT INTO names (id, name) VALUES
  (1, 'kernel'), (2, 'bias'), (3, 'activation'),
  (11, 'baseline'), (12, 'trained'), (13, 'pruned'), (14, 'finetuned'), (15, 'quantized'), (16, 'distilled'), (17, 'sensitivity');
