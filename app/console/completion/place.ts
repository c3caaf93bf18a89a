import type { SchemaTable } from '@/db/console/schema-list';
import { statementAt } from '@/lib/domain/sql/statements';
import type { SqlDialect } from '@/lib/domain/sql/token-rules';
import { sqlTokens } from '@/lib/domain/sql/tokens';

/** Tables of the schema by their name in small letters. */
export type SchemaIndex = ReadonlyMap<string, SchemaTable>;

export function schemaIndex(tables: readonly SchemaTable[]): SchemaIndex {
  return new Map(tables.map((table) => [table.name.toLowerCase(), table]));
}

/** The statement around a place with the tokens before it. */
export function placeIn(sql: string, offset: number, dialect: SqlDialect = 'sqlite') {
  const range = statementAt(sql, offset, dialect);
  const start = range && range.start <= offset ? range.start : offset;
  // What is typed behind a statement's end belongs to it until a semicolon comes.
  const end = Math.max(range?.end ?? offset, offset);
  const statement = sql.slice(start, end);
  const at = offset - start;
  const before = sqlTokens(statement.slice(0, at), dialect).filter(({ kind }) => kind !== 'comment');
  return { start, statement, at, before };
}

/** Names of the columns of a table of the schema. */
export function schemaColumns(schema: SchemaIndex): (table: string) => string[] | undefined {
  return (table) => schema.get(table.toLowerCase())?.columns.map(({ name }) => name);
}
