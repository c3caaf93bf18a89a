'use client';

import { useTranslations } from 'next-intl';
import type { TableSize } from '@/db/queries/table-sizes';
import classes from './console.module.css';
import { type PlanHint, planHints } from './plan-hints';
import type { PlanStep } from './plan-steps';

/** How SQLite goes about a query, with what would make it quicker. */
export function PlanTree(props: { steps: readonly PlanStep[]; sql: string; sizes: readonly TableSize[] }) {
  const t = useTranslations('console');
  const { steps, sql, sizes } = props;
  return (
    <section aria-label={t('plan')}>
      <Steps steps={steps} hints={planHints(steps, sql, sizes)} parent={0} />
      <p className={classes.footnote}>{t('planHelp')}</p>
    </section>
  );
}

/** The steps below one, and those below them. */
function Steps(props: { steps: readonly PlanStep[]; hints: ReadonlyMap<number, PlanHint>; parent: number }) {
  const t = useTranslations('console');
  const { steps, hints, parent } = props;
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
            <Steps steps={steps} hints={hints} parent={id} />
          </li>
        );
      })}
    </ul>
  );
}
