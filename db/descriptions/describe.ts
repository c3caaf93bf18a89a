import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/** What a table or view holds, and each of its columns by its name in SQL. */
export interface TableDescription {
  table: string;
  description: string;
  columns: Record<string, string>;
}

/** Describes a table of the schema; a column that is left out or too many is a type error. */
export function describeTable<T extends SQLiteTable>(
  table: T,
  description: string,
  columns: { [K in keyof T['_']['columns']]: string },
): TableDescription {
  const lines = columns as Record<string, string>;
  return {
    table: getTableName(table),
    description,
    columns: Object.fromEntries(
      Object.entries(getTableColumns(table)).map(([key, column]) => [column.name, lines[key]]),
    ),
  };
}

/** Describes a view, which the schema does not know, by the names of its columns in SQL. */
export function describeView(
  table: string,
  description: string,
  columns: Record<string, string>,
): TableDescription {
  return { table, description, columns };
}

/** The lines about some columns of a described table, for a view that shows them unchanged. */
export function columnsOf({ columns }: TableDescription, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, columns[name]]));
}
