import type { SchemaTable } from '@/db/console/schema-list';
import type { SqlDialect } from '@/lib/domain/sql/dialect';
import type { SqlSource } from '@/lib/domain/sql/scope';
import { statementAt } from '@/lib/domain/sql/statements';
import { sqlTokens } from '@/lib/domain/sql/tokens';

/** Tables of the schema by their name in small letters. */
export type SchemaIndex = ReadonlyMap<string, SchemaTable>;

export function schemaIndex(tables: readonly SchemaTable[]): SchemaIndex {
  return new Map(tables.map((table) => [table.name.toLowerCase(), table]));
}

/** The statement around a place with the tokens before it; behind a semicolon a new one begins. */
export function placeIn(sql: string, offset: number, dialect: SqlDialect = 'sqlite') {
  const range = statementAt(sql, offset, dialect);
  const semicolon =
    range && sqlTokens(sql.slice(range.end, offset), dialect).findLast(({ kind }) => kind === 'semicolon');
  const own = semicolon ? undefined : range;
  const begin = range && semicolon ? range.end + semicolon.end : offset;
  const start = own && own.start <= offset ? own.start : begin;
  // What is typed behind a statement's end belongs to it until a semicolon comes.
  const end = Math.max(own?.end ?? offset, offset);
  const statement = sql.slice(start, end);
  const at = offset - start;
  const before = sqlTokens(statement.slice(0, at), dialect).filter(({ kind }) => kind !== 'comment');
  return { start, statement, at, before };
}

/** Functions of SQLite that stand for tables, with the columns of these. */
const TABLE_FUNCTIONS: SchemaIndex = schemaIndex(
  ['json_each', 'json_tree'].map((name) => ({
    name,
    kind: 'table',
    description: '',
    columns: [
      ['key', '', 'Name or number of the element in what it lies in.'],
      ['value', '', 'The element: a number or text, of an array or object its JSON.'],
      ['type', 'TEXT', 'object, array, string, integer, real, true, false or null.'],
      ['atom', '', 'The value of a number, text or truth value; NULL of an array or object.'],
      ['id', 'INTEGER', 'Number of the element, different for each.'],
      ['parent', 'INTEGER', 'Number of what the element lies in; of json_each NULL.'],
      ['fullkey', 'TEXT', 'Path to the element.'],
      ['path', 'TEXT', 'Path to what the element lies in.'],
    ].map(([column, type, description]) => ({ name: column, type, description })),
  })),
);

/** A table of the schema by its name in any case, or what a function stands for. */
export function tableNamed(schema: SchemaIndex, name: string | undefined): SchemaTable | undefined {
  return schema.get(name?.toLowerCase() ?? '') ?? TABLE_FUNCTIONS.get(name?.toLowerCase() ?? '');
}

/** Names of the columns of a table of the schema. */
export function schemaColumns(schema: SchemaIndex): (table: string) => string[] | undefined {
  return (table) => tableNamed(schema, table)?.columns.map(({ name }) => name);
}

/** A column of the sources at a place. */
export interface PlacedColumn {
  name: string;
  /** Its source by the name it has there, undefined for one without a name. */
  owner?: string;
  /** What the schema says of it, directly or through queries that show it as it is. */
  base?: { table: SchemaTable; column: SchemaTable['columns'][number] };
}

/** The columns of a source, each with the column of the schema that it is. */
export function placedColumns(source: SqlSource, schema: SchemaIndex): PlacedColumn[] {
  const owner = source.name || source.table;
  const own = tableNamed(schema, source.table);
  if (!source.columns)
    return (own?.columns ?? []).map((column) => ({
      name: column.name,
      owner,
      base: own && { table: own, column },
    }));
  return source.columns.map(({ name, base }) => {
    const table = base && tableNamed(schema, base.table);
    const column = table?.columns.find((one) => one.name === base?.column);
    return { name, owner, base: table && column && { table, column } };
  });
}
