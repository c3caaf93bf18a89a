'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Curve } from '@/db/queries/metric-series';
import { whole } from '../../format/quantities';
import { ScrollX } from '../../shell/scroll-x';
import classes from './curves.module.css';

/** A curve with what it goes by. */
export interface ListedCurve extends Pick<Curve, 'steps' | 'values' | 'pointCount'> {
  id: string;
  label: ReactNode;
}

/** The table behind a chart: last, smallest and largest value of each curve in the shown steps. */
export function CurveTable({
  curves,
  head,
  format,
}: {
  curves: readonly ListedCurve[];
  /** What the curves are told apart by. */
  head: string;
  format: (value: number) => string;
}) {
  const t = useTranslations('curves');
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.values} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="muted">{t('values')}</summary>
      {isOpen && (
        <ScrollX label={t('values')}>
          <table className="data-table">
            <thead>
              <tr>
                <th>{head}</th>
                {(['last', 'smallest', 'largest'] as const).map((name) => [
                  <th key={name} className="number">
                    {t(name)}
                  </th>,
                  <th key={`${name} step`} className="number">
                    {t('atStep')}
                  </th>,
                ])}
                <th className="number">{t('points')}</th>
              </tr>
            </thead>
            <tbody>
              {curves.map((curve) => (
                <tr key={curve.id}>
                  <td>{curve.label}</td>
                  {placesOf(curve).map((place, index) => [
                    <td key={`value ${String(index)}`} className="number">
                      {place === undefined ? '' : format(curve.values[place])}
                    </td>,
                    <td key={`step ${String(index)}`} className="number">
                      {place === undefined ? '' : whole(curve.steps[place])}
                    </td>,
                  ])}
                  <td className="number">{whole(curve.pointCount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </details>
  );
}

/** Where the last point, the smallest and the largest finite one stand. Thinning keeps all three. */
function placesOf({ values }: ListedCurve): (number | undefined)[] {
  let least: number | undefined;
  let most: number | undefined;
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    if (least === undefined || value < values[least]) least = index;
    if (most === undefined || value > values[most]) most = index;
  }
  return [values.length > 0 ? values.length - 1 : undefined, least, most];
}
