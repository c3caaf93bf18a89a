import { sqlWord } from '@/lib/domain/sql/query-reader';
import { type SqlSource, scopeAt } from '@/lib/domain/sql/scope';
import type { SqlDialect } from '@/lib/domain/sql/token-rules';
import { placeIn, type SchemaIndex, schemaColumns } from './place';

/** A text being typed that is to be the value of a column. */
export interface ValueWanted {
  column: string;
  /** Table or view of the column, where it can be told. */
  table?: string;
  typed: string;
  from: number;
  to: number;
}

/** The column whose value is being typed as a text at a place, as behind `key = '`; undefined elsewhere. */
export function valueAt(
  sql: string,
  offset: number,
  schema: SchemaIndex,
  dialect: SqlDialect = 'sqlite',
): ValueWanted | undefined {
  const { start, statement, at, before } = placeIn(sql, offset, dialect);
  const last = before.at(-1);
  if (last?.kind !== 'illegal' || !last.value.startsWith("'")) return undefined;
  let index = before.length - 2;
  // One of a list: back to its beginning.
  if ([',', '('].includes(before[index]?.value ?? '')) {
    while (index >= 0 && before[index].value !== '(') index -= 1;
    index -= 1;
  }
  const operator = before[index]?.value.toUpperCase() ?? '';
  if (!['=', '==', '<>', '!=', 'IN', 'LIKE', 'IS', 'NOT'].includes(operator)) return undefined;
  while (['NOT', 'IN', 'IS', 'LIKE'].includes(sqlWord(before[index]))) index -= 1;
  if (['=', '==', '<>', '!='].includes(before[index]?.value ?? '')) index -= 1;
  const column = before[index];
  if (column?.kind !== 'word' && column?.kind !== 'quoted') return undefined;
  const scope = scopeAt(statement, at, schemaColumns(schema), dialect);
  const owner = before[index - 1]?.value === '.' ? before[index - 2]?.value.toLowerCase() : undefined;
  const holds = (source: SqlSource) =>
    schema
      .get(source.table?.toLowerCase() ?? '')
      ?.columns.some(({ name }) => name.toLowerCase() === column.value.toLowerCase());
  const source = scope.sources.find((one) => (owner ? one.name.toLowerCase() === owner : holds(one)));
  // What other databases hold is not known here.
  const asked = source ? schema.get(source.table?.toLowerCase() ?? '') : schema.values().next().value;
  if (asked?.sql !== undefined) return undefined;
  // The text may go on behind the cursor, to its closing quote.
  const rest = /^[^'\n]*/.exec(statement.slice(at))?.[0] ?? '';
  const isClosed = statement[at + rest.length] === "'";
  return {
    column: column.value.toLowerCase(),
    table: source?.table?.toLowerCase(),
    typed: last.value.slice(1),
    from: start + last.start + 1,
    to: offset + (isClosed ? rest.length : 0),
  };
}
