import type { TableSize } from '@/db/queries/table-sizes';
import { type Query, readQuery } from '@/lib/domain/sql/query-reader';
import type { PlanStep } from './plan-steps';

/** Rows from which on it matters how a table is read. */
const MANY_ROWS = 10_000;

/**
 * The steps that are slow, with why: those on tables known to be small are none, nor what is made of small ones alone; a
 * common table expression can have no index. A plan names tables by their aliases; what it reads within a view keeps the
 * names that the view gives.
 */
export function planHints(
  steps: readonly PlanStep[],
  sql: string,
  sizes: readonly TableSize[],
): ReadonlyMap<number, PlanHint> {
  const query = readQuery(sql);
  const tables = new Map(sourcesOf(query));
  const made = new Set(madeIn(query));
  const rowsOf = new Map(sizes.map((size) => [size.table.toLowerCase(), size.rows]));
  const readBy = (detail: string) => {
    const name = /^(?:SCAN|SEARCH) (\S+)/.exec(detail)?.[1].toLowerCase() ?? '';
    return tables.get(name) ?? name;
  };
  const isSmall = (detail: string) => (rowsOf.get(readBy(detail)) ?? MANY_ROWS) < MANY_ROWS;
  const reading = steps.filter(({ detail }) => /^(SCAN|SEARCH) /.test(detail));
  const areAllSmall = reading.length > 0 && reading.every(({ detail }) => isSmall(detail));
  // The view of all layers says itself that a run has an id; a condition on it makes the rows few.
  const isWholeView = !/\brun_id\s*(?:>|between\b)|<=?\s*(?:\w+\s*\.\s*)?run_id\b/i.test(sql);
  return new Map(
    steps.flatMap(({ id, detail }) => {
      const isWhole = isWholeView && detail === 'SEARCH s USING PRIMARY KEY (run_id>?)';
      if (isWhole && (rowsOf.get('layer_stats') ?? MANY_ROWS) >= MANY_ROWS) return [[id, 'scan'] as const];
      const hint = planHint(detail);
      const isFine = areAllSmall || isSmall(detail) || (hint === 'scan' && made.has(readBy(detail)));
      return hint && !isFine ? [[id, hint] as const] : [];
    }),
  );
}

/** Names in a query, in small letters, with the tables that they stand for. */
function sourcesOf(query: Query): [string, string][] {
  return [
    ...query.selects.flatMap(({ sources }) =>
      sources.flatMap(({ name, table }): [string, string][] =>
        table === undefined ? [] : [[name.toLowerCase(), table.toLowerCase()]],
      ),
    ),
    ...query.inner.flatMap(sourcesOf),
  ];
}

/** Names of the common table expressions of a query, in small letters. */
function madeIn({ ctes, inner }: Query): string[] {
  return [...ctes.map(({ name }) => name.toLowerCase()), ...inner.flatMap(madeIn)];
}

/** A table read whole, rows sorted beside their table, an index made for this run alone. */
export type PlanHint = 'scan' | 'sort' | 'automatic';

/** What makes a step slow on many rows. */
export function planHint(detail: string): PlanHint | undefined {
  if (/^SCAN (?!CONSTANT|\d+ CONSTANT)\S+(?!.*USING (COVERING )?INDEX)(?!.*VIRTUAL TABLE)/.test(detail))
    return 'scan';
  if (/USE TEMP B-TREE/.test(detail)) return 'sort';
  return /AUTOMATIC/.test(detail) ? 'automatic' : undefined;
}
