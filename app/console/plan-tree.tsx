import { useTranslations } from 'next-intl';
import type { QueryResult } from '@/db/console/query-result';
import type { TableSize } from '@/db/queries/table-sizes';
import { type Query, readQuery } from '@/lib/domain/sql/query-reader';
import classes from './console.module.css';

interface Step {
  id: number;
  parent: number;
  detail: string;
}

/** The steps of a query plan; undefined for any other result. */
export function planSteps({ columns, rows }: QueryResult): Step[] | undefined {
  if (columns.map(({ name }) => name).join() !== 'id,parent,notused,detail') return undefined;
  return rows.map(([id, parent, , detail]) => ({
    id: Number(id),
    parent: Number(parent),
    detail: String(detail),
  }));
}

/** Rows from which on it matters how a table is read. */
const MANY_ROWS = 10_000;

/**
 * True for a step that reads a table of the query which is known to be small. A plan names tables by their aliases; what it
 * reads within a view keeps the names that the view gives.
 */
function readsSmall(detail: string, tables: ReadonlyMap<string, string>, sizes: ReadonlyMap<string, number>) {
  const name = /^(?:SCAN|SEARCH) (\S+)/.exec(detail)?.[1].toLowerCase();
  const rows = name === undefined ? undefined : sizes.get(tables.get(name) ?? name);
  return rows !== undefined && rows < MANY_ROWS;
}

/** The steps that are slow, with why: those on tables known to be small are none, nor what is made of small ones alone. */
export function planHints(
  steps: readonly Step[],
  sql: string,
  sizes: readonly TableSize[],
): ReadonlyMap<number, PlanHint> {
  const tables = new Map(sourcesOf(readQuery(sql)));
  const rows = new Map(sizes.map((size) => [size.table.toLowerCase(), size.rows]));
  const isSmall = (detail: string) => readsSmall(detail, tables, rows);
  const reading = steps.filter(({ detail }) => /^(SCAN|SEARCH) /.test(detail));
  const areAllSmall = reading.length > 0 && reading.every(({ detail }) => isSmall(detail));
  return new Map(
    steps.flatMap(({ id, detail }) => {
      const hint = planHint(detail);
      return hint && !areAllSmall && !isSmall(detail) ? [[id, hint] as const] : [];
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

type PlanHint = 'scan' | 'sort' | 'automatic';

/** What makes a step slow on many rows. */
export function planHint(detail: string): PlanHint | undefined {
  if (/^SCAN (?!CONSTANT|\d+ CONSTANT)\S+(?!.*USING (COVERING )?INDEX)(?!.*VIRTUAL TABLE)/.test(detail))
    return 'scan';
  if (/USE TEMP B-TREE/.test(detail)) return 'sort';
  return /AUTOMATIC/.test(detail) ? 'automatic' : undefined;
}

/** How SQLite goes about a query, with what would make it quicker. */
export function PlanTree({
  steps,
  hints,
  parent = 0,
}: {
  steps: readonly Step[];
  hints: ReadonlyMap<number, PlanHint>;
  parent?: number;
}) {
  const t = useTranslations('console');
  const own = steps.filter((step) => step.parent === parent);
  if (own.length === 0) return null;
  return (
    <ul className={classes.plan}>
      {own.map(({ id, detail }) => {
        const hint = hints.get(id);
        return (
          <li key={id}>
            <code>{detail}</code>
            {hint && <span className={classes.planHint}>{t(`planHint.${hint}`)}</span>}
            <PlanTree steps={steps} hints={hints} parent={id} />
          </li>
        );
      })}
    </ul>
  );
}
