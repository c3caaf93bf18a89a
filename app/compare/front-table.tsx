'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { intervalOfAccuracy } from '../format/quantities';
import { TechniqueMark } from '../format/technique-mark';
import { ScrollX } from '../shell/scroll-x';
import type { Coloring } from './colors';
import { showValue } from './columns';
import classes from './compare.module.css';
import type { ScatterPoint } from './front';
import { RunMark } from './run-mark';
import type { Axes } from './scatter-option';

/** The runs of the front, or why there is none. */
export function FrontTable(props: {
  runs: readonly ComparedRun[];
  front: readonly ScatterPoint[];
  /** Runs in the scatter. */
  total: number;
  axes: Axes;
  coloring: Coloring;
  /** Which way is better is known for both axes. */
  isKnown: boolean;
}) {
  const { runs, front, total, axes, coloring, isKnown } = props;
  const t = useTranslations('compare');
  const words = useTranslations('words');
  if (!isKnown) return <p className={classes.note}>{t('noDirection')}</p>;
  if (front.length === 0) return <p className={classes.note}>{t('sameAxes')}</p>;
  const hasInterval = axes.x === 'accuracy' || axes.y === 'accuracy';
  return (
    <div>
      <p className={classes.note} style={{ marginTop: 0 }}>
        {t('frontText', { count: front.length, total })}
      </p>
      <ScrollX label={t('front')}>
        <table className="data-table" data-testid="front">
          <thead>
            <tr>
              <th>{t('run')}</th>
              <th className="number">{axes.xName}</th>
              <th className="number">{axes.yName}</th>
              {hasInterval && <th className="number">{t('interval')}</th>}
            </tr>
          </thead>
          <tbody>
            {front.map(({ place, x, y }) => {
              const { id, name, technique, correct, samples } = runs[place];
              return (
                <tr key={id}>
                  <td style={{ minWidth: 140 }}>
                    <span className={classes.runHead}>
                      <RunMark id={id} mark={coloring.marks[place]} color={coloring.colors[place]} />
                      <span>
                        <Link href={`/runs/${id}`} prefetch={false}>
                          #{id} {name}
                        </Link>
                        <span className={classes.difference}>
                          <TechniqueMark technique={technique} />
                          {words(`technique.${technique}`)}
                        </span>
                      </span>
                    </span>
                  </td>
                  <td className="number">{showValue(axes.x, x)}</td>
                  <td className="number">{showValue(axes.y, y)}</td>
                  {hasInterval && (
                    <td className="number">
                      {correct !== null && samples ? intervalOfAccuracy({ correct, samples }) : ''}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
    </div>
  );
}
