CREATE TABLE `purged_runs` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`purged_by` text NOT NULL,
	`purged_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `models_weights_hash` ON `models` (`weights_hash`);--> statement-breakpoint
CREATE INDEX `artifacts_sha256` ON `artifacts` (`sha256`);--> statement-breakpoint
CREATE INDEX `runs_retry` ON `runs` (`retry_of_run_id`) WHERE retry_of_run_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_method` ON `runs` (`method`);--> statement-breakpoint
CREATE INDEX `runs_created` ON `runs` (`created_at`);--> statement-breakpoint
CREATE INDEX `runs_finished` ON `runs` (`finished_at`);