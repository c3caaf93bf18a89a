import type Database from 'better-sqlite3';
import type { SchemaTable } from './schema-list';
import type { SqliteSource } from './session-source';

/** Tables of one file that are listed. */
const MOST_TABLES = 2_000;

/**
 * Tables and views of the other files that a connection has open, by name, with their columns: those of its main file
 * unless that is the tracking database, those of an attached one as `mlflow.runs`.
 */
export function listSourceSchema(
  connection: Database.Database,
  { name, attached }: SqliteSource,
): SchemaTable[] {
  const written = nameWriter(connection);
  const columnsOf = connection.prepare('SELECT name, type FROM pragma_table_info(?, ?)');
  const tablesOf = (schema: string, prefix: string): SchemaTable[] => {
    const tables = connection
      .prepare(
        `SELECT name, type AS kind FROM ${schema}.sqlite_schema
         WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT ${MOST_TABLES}`,
      )
      .all() as { name: string; kind: 'table' | 'view' }[];
    return tables.map((table) => ({
      name: prefix + table.name,
      sql: prefix + written(table.name),
      kind: table.kind,
      description: '',
      columns: columns(table.name, schema),
    }));
  };
  const columns = (table: string, schema: string) => {
    try {
      const found = columnsOf.all(table, schema) as { name: string; type: string }[];
      return found.map((column) => ({
        name: column.name,
        sql: written(column.name),
        type: column.type.toUpperCase(),
        description: '',
      }));
    } catch {
      // A view over what is gone, or a table of a module that is not here: the others are listed all the same.
      return [];
    }
  };
  return [
    ...(name === undefined ? [] : tablesOf('main', '')),
    ...attached.flatMap((file) => tablesOf(file.name, `${file.name}.`)),
  ];
}

/** Writes names as SQL takes them; which words need quotes, SQLite is asked. */
function nameWriter(connection: Database.Database): (name: string) => string {
  return (name) => {
    if (/^[A-Za-z_]\w*$/.test(name)) {
      try {
        connection.prepare(`SELECT ${name}.x FROM (SELECT 1 AS x) AS ${name}`);
        return name;
      } catch {
        // A word of SQL.
      }
    }
    return `"${name.replaceAll('"', '""')}"`;
  };
}
