import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

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
  },
  (table) => [index('query_log_by').on(table.createdBy, table.id)],
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
