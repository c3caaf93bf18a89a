import type { TrackingDatabase } from '../client';

/** A column as a person sees it in the list of the schema. */
export interface SchemaColumn {
  name: string;
  /** How it is written in SQL, where that is known. */
  sql?: string;
  type: string;
  description: string;
}

/** A table or view of the tracking database or of another source, there with its schema where it needs that. */
export interface SchemaTable {
  name: string;
  /** How it is written in SQL, where that is known. */
  sql?: string;
  kind: 'table' | 'view';
  description: string;
  columns: SchemaColumn[];
}

interface Row {
  table: string;
  kind: 'table' | 'view';
  about: string | null;
  column: string;
  type: string;
  description: string | null;
}

/** Every table and view with its columns, by name, each with its line of description; SQLite's own and the index of the search are left out. */
export function listSchema({ sqlite }: TrackingDatabase): SchemaTable[] {
  const rows = sqlite
    .prepare(
      `SELECT s.name AS "table", s.type AS kind, t.description AS about, c.name AS "column", c.type, d.description
       FROM sqlite_schema s JOIN pragma_table_info(s.name) c
       LEFT JOIN column_descriptions t ON t.table_name = s.name AND t.column_name = ''
       LEFT JOIN column_descriptions d ON d.table_name = s.name AND d.column_name = c.name
       WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.name NOT LIKE '\\_\\_%' ESCAPE '\\'
         AND s.name NOT LIKE 'search\\_index%' ESCAPE '\\'
       ORDER BY s.name, c.cid`,
    )
    .all() as Row[];
  const tables = new Map<string, SchemaTable>();
  for (const row of rows) {
    const table = tables.get(row.table) ?? {
      name: row.table,
      kind: row.kind,
      description: row.about ?? '',
      columns: [],
    };
    table.columns.push({
      name: row.column,
      type: row.type.toUpperCase(),
      description: row.description ?? '',
    });
    tables.set(row.table, table);
  }
  return [...tables.values()];
}
