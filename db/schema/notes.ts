import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { NOTE_CELL_TYPES } from '@/lib/domain/note-content';

/** Notebooks over the recorded data. */
export const notes = sqliteTable('notes', {
  id: integer('id').primaryKey(),
  uid: text('uid').notNull().unique(),
  title: text('title').notNull(),
  revision: integer('revision').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedBy: text('updated_by').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
  deletedBy: text('deleted_by'),
});

/** Numbers of notes that were deleted for good, so that no later note gets one that texts and links speak of. */
export const purgedNotes = sqliteTable('purged_notes', {
  noteId: integer('note_id').primaryKey(),
  title: text('title').notNull(),
  purgedBy: text('purged_by').notNull(),
  purgedAt: integer('purged_at').notNull(),
});

/** The cells of a note as they are now. */
export const noteCells = sqliteTable(
  'note_cells',
  {
    id: integer('id').primaryKey(),
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    uid: text('uid').notNull().unique(),
    position: integer('position').notNull(),
    type: text('type', { enum: NOTE_CELL_TYPES }).notNull(),
    source: text('source').notNull(),
    name: text('name').notNull().default(''),
    settings: text('settings').notNull().default('{}'),
    isFolded: integer('is_folded').notNull().default(0),
    revision: integer('revision').notNull().default(1),
    updatedBy: text('updated_by').notNull().default(''),
    updatedAt: integer('updated_at').notNull().default(0),
  },
  (table) => [index('note_cells_note').on(table.noteId, table.position)],
);

/** Every saved state of a note, with its author. */
export const noteRevisions = sqliteTable(
  'note_revisions',
  {
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    revision: integer('revision').notNull(),
    title: text('title').notNull(),
    cells: text('cells').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.noteId, table.revision] })],
);

/** Pinned results of SQL cells, with the query and the data versions they came from. */
export const noteResults = sqliteTable(
  'note_results',
  {
    id: integer('id').primaryKey(),
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    cellUid: text('cell_uid').notNull(),
    sql: text('sql').notNull(),
    columns: text('columns').notNull(),
    resultRows: text('result_rows').notNull(),
    resultHash: text('result_hash').notNull(),
    rowCount: integer('row_count').notNull(),
    truncated: text('truncated'),
    elapsedMs: integer('elapsed_ms').notNull(),
    dataVersions: text('data_versions').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    params: text('params').notNull().default('{}'),
    upstream: text('upstream').notNull().default('{}'),
    schemaVersion: text('schema_version').notNull().default(''),
  },
  (table) => [index('note_results_cell').on(table.noteId, table.cellUid, table.id)],
);

/** Frozen states of notes: a revision with the results that were pinned then. */
export const noteVersions = sqliteTable(
  'note_versions',
  {
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    version: integer('version').notNull(),
    revision: integer('revision').notNull(),
    comment: text('comment').notNull().default(''),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.noteId, table.version] })],
);

/** The pinned result of each cell in a frozen version. */
export const noteVersionResults = sqliteTable(
  'note_version_results',
  {
    noteId: integer('note_id').notNull(),
    version: integer('version').notNull(),
    cellUid: text('cell_uid').notNull(),
    resultId: integer('result_id')
      .notNull()
      .references(() => noteResults.id),
  },
  (table) => [primaryKey({ columns: [table.noteId, table.version, table.cellUid] })],
);

/** Runs that were launched to repeat the runs that a note cites. */
export const noteReproductions = sqliteTable(
  'note_reproductions',
  {
    id: integer('id').primaryKey(),
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    version: integer('version').notNull(),
    // Runs that are purged leave their numbers here, which are not given again.
    runId: integer('run_id').notNull(),
    reproductionRunId: integer('reproduction_run_id').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('note_reproductions_note').on(table.noteId, table.version, table.id),
    index('note_reproductions_run').on(table.runId),
    index('note_reproductions_by').on(table.reproductionRunId),
  ],
);

/** Unsaved work on notes, one state a person and note. */
export const noteDrafts = sqliteTable(
  'note_drafts',
  {
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    owner: text('owner').notNull(),
    baseRevision: integer('base_revision').notNull(),
    content: text('content').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.noteId, table.owner] })],
);

/** Which runs, models and other things each cell of a note cites, as the note is now. */
export const noteRefs = sqliteTable(
  'note_refs',
  {
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    cellUid: text('cell_uid').notNull(),
    kind: text('kind', { enum: ['run', 'model', 'layer', 'note', 'experiment'] }).notNull(),
    refId: integer('ref_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.noteId, table.cellUid, table.kind, table.refId] }),
    index('note_refs_ref').on(table.kind, table.refId, table.noteId),
  ],
);

/** Images in notes; the bytes lie among the artifacts, in files named by their hash. */
export const noteImages = sqliteTable(
  'note_images',
  {
    noteId: integer('note_id')
      .notNull()
      .references(() => notes.id),
    sha256: text('sha256').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: integer('bytes').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.noteId, table.sha256] }),
    index('note_images_sha256').on(table.sha256),
  ],
);
