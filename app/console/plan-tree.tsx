import { useTranslations } from 'next-intl';
import type { QueryResult } from '@/db/console/query-result';
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

/** What makes a step slow on many rows. */
export function planHint(detail: string): 'scan' | 'sort' | 'automatic' | undefined {
  if (/^SCAN (?!CONSTANT|\d+ CONSTANT)\S+(?!.*USING (COVERING )?INDEX)(?!.*VIRTUAL TABLE)/.test(detail))
    return 'scan';
  if (/USE TEMP B-TREE/.test(detail)) return 'sort';
  return /AUTOMATIC/.test(detail) ? 'automatic' : undefined;
}

/** How SQLite goes about a query, with what would make it quicker. */
export function PlanTree({ steps, parent = 0 }: { steps: readonly Step[]; parent?: number }) {
  const t = useTranslations('console');
  const own = steps.filter((step) => step.parent === parent);
  if (own.length === 0) return null;
  return (
    <ul className={classes.plan}>
      {own.map(({ id, detail }) => {
        const hint = planHint(detail);
        return (
          <li key={id}>
            <code>{detail}</code>
            {hint && <span className={classes.planHint}>{t(`planHint.${hint}`)}</span>}
            <PlanTree steps={steps} parent={id} />
          </li>
        );
      })}
    </ul>
  );
}
