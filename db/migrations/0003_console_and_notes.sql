CREATE TABLE `saved_queries` (
	`id` integer PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`sql` text NOT NULL,
	`params` text DEFAULT '{}' NOT NULL,
	`chart` text,
	`connection` text DEFAULT '' NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_queries_uid_unique` ON `saved_queries` (`uid`);--> statement-breakpoint
CREATE INDEX `saved_queries_name` ON `saved_queries` (name COLLATE NOCASE);--> statement-breakpoint
CREATE TABLE `search_documents` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`ref_id` integer NOT NULL,
	`cell_uid` text DEFAULT '' NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_documents_ref` ON `search_documents` (`kind`,`ref_id`,`cell_uid`);--> statement-breakpoint
CREATE TABLE `note_drafts` (
	`note_id` integer NOT NULL,
	`owner` text NOT NULL,
	`base_revision` integer NOT NULL,
	`content` text NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`note_id`, `owner`),
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `note_images` (
	`note_id` integer NOT NULL,
	`sha256` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`note_id`, `sha256`),
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `note_images_sha256` ON `note_images` (`sha256`);--> statement-breakpoint
CREATE TABLE `note_refs` (
	`note_id` integer NOT NULL,
	`cell_uid` text NOT NULL,
	`kind` text NOT NULL,
	`ref_id` integer NOT NULL,
	PRIMARY KEY(`note_id`, `cell_uid`, `kind`, `ref_id`),
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `note_refs_ref` ON `note_refs` (`kind`,`ref_id`,`note_id`);--> statement-breakpoint
CREATE TABLE `note_reproductions` (
	`id` integer PRIMARY KEY NOT NULL,
	`note_id` integer NOT NULL,
	`version` integer NOT NULL,
	`run_id` integer NOT NULL,
	`reproduction_run_id` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `note_reproductions_note` ON `note_reproductions` (`note_id`,`version`,`id`);--> statement-breakpoint
CREATE INDEX `note_reproductions_run` ON `note_reproductions` (`run_id`);--> statement-breakpoint
CREATE INDEX `note_reproductions_by` ON `note_reproductions` (`reproduction_run_id`);--> statement-breakpoint
CREATE TABLE `note_version_results` (
	`note_id` integer NOT NULL,
	`version` integer NOT NULL,
	`cell_uid` text NOT NULL,
	`result_id` integer NOT NULL,
	PRIMARY KEY(`note_id`, `version`, `cell_uid`),
	FOREIGN KEY (`result_id`) REFERENCES `note_results`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `note_versions` (
	`note_id` integer NOT NULL,
	`version` integer NOT NULL,
	`revision` integer NOT NULL,
	`comment` text DEFAULT '' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`note_id`, `version`),
	FOREIGN KEY (`note_id`) REFERENCES `notes`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `query_log` ADD `connection` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `name` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `is_folded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `updated_by` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_cells` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `note_results` ADD `params` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_results` ADD `upstream` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `note_results` ADD `schema_version` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `notes` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `notes` ADD `deleted_by` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `copied_from_run_id` integer;--> statement-breakpoint
CREATE INDEX `runs_copied` ON `runs` (`copied_from_run_id`) WHERE copied_from_run_id IS NOT NULL;--> statement-breakpoint
CREATE VIRTUAL TABLE `search_index` USING fts5(title, body, content='search_documents', content_rowid='id', tokenize='trigram');--> statement-breakpoint
CREATE TRIGGER `search_documents_insert` AFTER INSERT ON `search_documents` BEGIN
	INSERT INTO search_index (rowid, title, body) VALUES (new.id, new.title, new.body);
END;--> statement-breakpoint
CREATE TRIGGER `search_documents_delete` AFTER DELETE ON `search_documents` BEGIN
	INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;--> statement-breakpoint
CREATE TRIGGER `search_documents_update` AFTER UPDATE ON `search_documents` BEGIN
	INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
	INSERT INTO search_index (rowid, title, body) VALUES (new.id, new.title, new.body);
END;--> statement-breakpoint
INSERT INTO search_documents (kind, ref_id, cell_uid, title, body, updated_at)
	SELECT 'note', id, '', title, '', updated_at FROM notes;--> statement-breakpoint
INSERT INTO search_documents (kind, ref_id, cell_uid, title, body, updated_at)
	SELECT 'cell', c.note_id, c.uid, n.title, c.source, n.updated_at FROM note_cells c JOIN notes n ON n.id = c.note_id;
