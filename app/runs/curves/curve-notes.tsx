import { useTranslations } from 'next-intl';
import type { Curve } from '@/db/queries/metric-series';
import { whole } from '../../format/quantities';
import classes from './curves.module.css';

/** How many points are drawn, and of how many. */
export function PointCount({ curves }: { curves: readonly Pick<Curve, 'steps' | 'pointCount'>[] }) {
  const t = useTranslations('curves');
  if (curves.length === 0) return null;
  const shown = curves.reduce((sum, { steps }) => sum + steps.length, 0);
  const count = curves.reduce((sum, { pointCount }) => sum + pointCount, 0);
  if (count === 0) return t('noneInWindow');
  return shown < count
    ? t('showing', { shown: whole(shown), count: whole(count) })
    : t('showingAll', { count });
}

/** Says in words what the marks at the edge are. */
export function Marks({ curves, isLog }: { curves: readonly Pick<Curve, 'values'>[]; isLog: boolean }) {
  const t = useTranslations('curves');
  const values = curves.flatMap((curve) => curve.values);
  const notFinite = values.filter((value) => !Number.isFinite(value)).length;
  const notPositive = isLog ? values.filter((value) => Number.isFinite(value) && value <= 0).length : 0;
  return (
    <>
      {notFinite > 0 && <p className={classes.note}>{t('notFinite', { count: notFinite })}</p>}
      {notPositive > 0 && <p className={classes.note}>{t('notPositive', { count: notPositive })}</p>}
    </>
  );
}
