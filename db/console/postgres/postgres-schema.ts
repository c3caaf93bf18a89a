import type { Client } from 'pg';
import type { SchemaTable } from '../schema-list';

/** Columns that are listed. */
const MOST_COLUMNS = 20_000;

interface Row {
  name: string;
  sql: string;
  kind: 'table' | 'view';
  about: string | null;
  column: string;
  columnSql: string;
  type: string;
  description: string | null;
}

/**
 * Tables and views that the user may read, with their columns and the comments on them: first those that need no schema
 * before them, then the others as `schema.table`.
 */
export async function listPostgresSchema(client: Client): Promise<SchemaTable[]> {
  const { rows } = await client.query<Row>(
    `SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || c.relname AS name,
       CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname) AS sql,
       CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind,
       obj_description(c.oid, 'pg_class') AS about, a.attname AS column, quote_ident(a.attname) AS "columnSql",
       upper(format_type(a.atttypid, a.atttypmod)) AS type, col_description(c.oid, a.attnum) AS description
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
       AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
       AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
     ORDER BY pg_table_is_visible(c.oid) DESC, n.nspname, c.relname, a.attnum LIMIT ${MOST_COLUMNS}`,
  );
  const tables = new Map<string, SchemaTable>();
  for (const row of rows) {
    const { name, sql, kind } = row;
    const table = tables.get(sql) ?? { name, sql, kind, description: row.about ?? '', columns: [] };
    const { column, columnSql, type, description } = row;
    table.columns.push({ name: column, sql: columnSql, type, description: description ?? '' });
    tables.set(sql, table);
  }
  return [...tables.values()];
}
