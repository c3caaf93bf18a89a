import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { type SqlSource, scopeAt } from '@/lib/domain/sql/scope';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { placedColumns, placeIn, type SchemaIndex, schemaColumns } from './place';
import { functionsOf } from './sql-functions';

/** What a name at a place means: a column of a source there, a table, a function. */
export function meaningAt(
  sql: string,
  offset: number,
  schema: SchemaIndex,
  dialect: SqlDialect = 'sqlite',
): { from: number; to: number; title: string; about: string } | undefined {
  const { start, statement, at } = placeIn(sql, offset, dialect);
  const tokens = sqlTokens(statement, dialect).filter(({ kind }) => kind !== 'comment');
  const index = tokens.findIndex((token) => token.start <= at && at < token.end);
  const token = tokens[index];
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
  const told = (title: string, about = '') => ({
    from: start + token.start,
    to: start + token.end,
    title,
    about,
  });
  const name = token.value.toLowerCase();
  const functionNamed = functionsOf(dialect).find((one) => one.name === name);
  if (functionNamed && tokens[index + 1]?.value === '(')
    return told(functionNamed.signature, functionNamed.description);

  const scope = scopeAt(statement, at, schemaColumns(schema), dialect);
  const owner = tokens[index - 1]?.value === '.' ? tokens[index - 2]?.value.toLowerCase() : undefined;
  const sources = owner
    ? scope.sources.filter((source) => source.name.toLowerCase() === owner)
    : scope.sources;
  const isNamed = (source: SqlSource) => source.name.toLowerCase() === name;
  const alias = owner ? undefined : (scope.sources.find(isNamed) ?? scope.ctes.find(isNamed));
  if (tokens[index + 1]?.value !== '.') {
    for (const source of sources) {
      const column = placedColumns(source, schema).find((one) => one.name.toLowerCase() === name);
      if (!column) continue;
      const { base } = column;
      if (!base) return told(labelOf(source, column.name), `Column of ${kindOf(source)}.`);
      const own = `${base.table.name}.${base.column.name} ${base.column.type.toLowerCase()}`;
      return told(source.columns ? `${labelOf(source, column.name)} = ${own}` : own, base.column.description);
    }
  }
  if (alias?.columns)
    return told(kindOf(alias), `Columns: ${alias.columns.map((column) => column.name).join(', ')}.`);
  const table = schema.get(alias?.table?.toLowerCase() ?? name);
  if (table) return told(`${table.name} (${table.kind})`, table.description);
  return undefined;
}

/** A column of a common table expression or of a query in parentheses, by the name of that where it has one. */
function labelOf({ name }: SqlSource, column: string): string {
  return name ? `${name}.${column}` : column;
}

function kindOf({ name, table }: SqlSource): string {
  return table === undefined ? `query ${name}`.trim() : `WITH ${table}`;
}
