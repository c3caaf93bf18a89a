import type { QueryResult } from '@/db/console/query-result';

/** A step of a plan, below another; 0 is above all. */
export interface PlanStep {
  id: number;
  parent: number;
  detail: string;
}

/** The steps of a query plan; undefined for any other result. */
export function planSteps({ columns, rows }: QueryResult): PlanStep[] | undefined {
  if (columns.map(({ name }) => name).join() !== 'id,parent,notused,detail') return undefined;
  return rows.map(([id, parent, , detail]) => ({
    id: Number(id),
    parent: Number(parent),
    detail: String(detail),
  }));
}
