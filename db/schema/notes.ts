import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

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
    type: text('type', { enum: ['markdown', 'sql'] }).notNull(),
    source: text('source').notNull(),
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
  },
  (table) => [index('note_results_cell').on(table.noteId, table.cellUid, table.id)],
);
