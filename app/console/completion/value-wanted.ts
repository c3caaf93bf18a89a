import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { sqlWord } from '@/lib/domain/sql/query-reader';
import { scopeAt } from '@/lib/domain/sql/scope';
import { placedColumns, placeIn, type SchemaIndex, schemaColumns } from './place';

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
  // Behind the last sign for any text, what is typed begins anew.
  const prefix = operator === 'LIKE' ? last.value.lastIndexOf('%') + 1 : 0;
  while (['NOT', 'IN', 'IS', 'LIKE'].includes(sqlWord(before[index]))) index -= 1;
  if (['=', '==', '<>', '!='].includes(before[index]?.value ?? '')) index -= 1;
  const column = before[index];
  if (column?.kind !== 'word' && column?.kind !== 'quoted') return undefined;
  const scope = scopeAt(statement, at, schemaColumns(schema), dialect);
  const owner = before[index - 1]?.value === '.' ? before[index - 2]?.value.toLowerCase() : undefined;
  const found = scope.sources
    .filter(({ name }) => !owner || name.toLowerCase() === owner)
    .flatMap((source) => placedColumns(source, schema))
    .find(({ name }) => name.toLowerCase() === column.value.toLowerCase());
  const table = found?.base?.table;
  // What other databases and functions hold is not known here.
  const asked = table ?? schema.values().next().value;
  if (asked?.sql !== undefined || (table && !schema.has(table.name.toLowerCase()))) return undefined;
  // The text may go on behind the cursor, to its closing quote.
  const rest = /^[^'\n]*/.exec(statement.slice(at))?.[0] ?? '';
  const isClosed = statement[at + rest.length] === "'";
  return {
    column: (found?.base?.column.name ?? column.value).toLowerCase(),
    table: table?.name.toLowerCase(),
    typed: last.value.slice(prefix || 1),
    from: start + last.start + (prefix || 1),
    to: offset + (isClosed ? rest.length : 0),
  };
}
