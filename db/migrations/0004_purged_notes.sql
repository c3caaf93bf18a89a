CREATE TABLE `purged_notes` (
	`note_id` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`purged_by` text NOT NULL,
	`purged_at` integer NOT NULL
);
