import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Every query that somebody ran. */
export const queryLog = sqliteTable(
  'query_log',
  {
    id: integer('id').primaryKey(),
    uid: text('uid').notNull().unique(),
    source: text('source', { enum: ['console', 'note', 'cli'] }).notNull(),
    sql: text('sql').notNull(),
    params: text('params').notNull().default('{}'),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    elapsedMs: integer('elapsed_ms'),
    rowCount: integer('row_count'),
    truncated: text('truncated'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    connection: text('connection').notNull().default(''),
  },
  (table) => [index('query_log_by').on(table.createdBy, table.id)],
);

/** Queries that somebody gave a name, for the whole team. */
export const savedQueries = sqliteTable(
  'saved_queries',
  {
    id: integer('id').primaryKey(),
    uid: text('uid').notNull().unique(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    sql: text('sql').notNull(),
    params: text('params').notNull().default('{}'),
    chart: text('chart'),
    connection: text('connection').notNull().default(''),
    revision: integer('revision').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  () => [index('saved_queries_name').on(sql`name COLLATE NOCASE`)],
);

/** The texts that a search looks through; `search_index` (FTS5, trigrams) follows it by triggers. */
export const searchDocuments = sqliteTable(
  'search_documents',
  {
    id: integer('id').primaryKey(),
    kind: text('kind', { enum: ['note', 'cell', 'query'] }).notNull(),
    refId: integer('ref_id').notNull(),
    cellUid: text('cell_uid').notNull().default(''),
    title: text('title').notNull(),
    body: text('body').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [uniqueIndex('search_documents_ref').on(table.kind, table.refId, table.cellUid)],
);

/** A number for each table that rises with each transaction that changes it. */
export const dataVersions = sqliteTable('data_versions', {
  tableName: text('table_name').primaryKey(),
  version: integer('version').notNull(),
});

/** One line about each table, view and column; the column is '' for the table itself. */
export const columnDescriptions = sqliteTable(
  'column_descriptions',
  {
    tableName: text('table_name').notNull(),
    columnName: text('column_name').notNull(),
    description: text('description').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tableName, table.columnName] })],
);
