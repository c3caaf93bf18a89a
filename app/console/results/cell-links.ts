import type { Cell } from '@/db/console/query-result';

/** Where ids lead, by the name of what they are ids of. */
const PAGES: [names: RegExp, address: (id: number) => string][] = [
  [/(^|_)run$/, (id) => `/runs/${id}`],
  [/(^|_)model$/, (id) => `/models/${id}`],
  [/^note$/, (id) => `/notes/${id}`],
  [/^experiment$/, (id) => `/experiments/${id}`],
];

/** Tables whose column `id` tells what it is the id of, when the query reads no other. */
const OWN_ID: Readonly<Record<string, string>> = {
  runs: 'run',
  models: 'model',
  notes: 'note',
  experiments: 'experiment',
};

/**
 * What makes the address of a page from an id of a column, or undefined for a column that holds no ids: by its name
 * (`run`, `run_id`, `first_run`, `parent_model_id`), `id` alone by the table when the query reads only one.
 */
export function linkOfColumn(
  name: string,
  tables: readonly string[] | undefined,
): ((id: number) => string) | undefined {
  const lower = name.toLowerCase();
  const own = tables?.length === 1 && Object.hasOwn(OWN_ID, tables[0]) ? OWN_ID[tables[0]] : undefined;
  const subject = lower === 'id' ? own : lower.replace(/_id$/, '');
  return subject === undefined ? undefined : PAGES.find(([names]) => names.test(subject))?.[1];
}

/** True for a value that can be an id: a whole number from 1. */
export function isId(cell: Cell | undefined): cell is number {
  return typeof cell === 'number' && Number.isInteger(cell) && cell > 0;
}
