'use client';

import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import type { Better } from '@/lib/domain/metric-kind';
import type { Colors } from '../charts/chart';
import { RUN_SYMBOLS } from '../format/run-color';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import { type ChartProps, opacityOf, toggled } from './chart-context';
import { ColorKeys } from './color-keys';
import { ColumnSelect } from './column-select';
import { betterOf, valuesOf } from './columns';
import classes from './compare.module.css';
import { columnsSql } from './compare-sql';
import { frontOf, scatterPoints } from './front';
import { FrontTable } from './front-table';
import { DOMINATED_OPACITY, type PlottedRun, scatterOption } from './scatter-option';
import { ScatterPlot } from './scatter-plot';
import { useColoring } from './use-coloring';
import { useColumnName } from './use-column-name';

const HEIGHT = 400;
/** Name of the series of all runs. */
const RUNS = 'runs';

/** Any two quantities against each other, with the runs that none beats in both. */
export function ScatterSection(props: ChartProps) {
  const { runs, runIds, settings, change, marked, columns } = props;
  const { x, y, frame } = settings;
  const t = useTranslations('compare');
  const nameOf = useColumnName();
  const coloring = useColoring(runs, settings.color, columns);
  const xBetter = settings.xBetter ?? betterOf(x);
  const yBetter = settings.yBetter ?? betterOf(y);
  const points = useMemo(
    () => scatterPoints(valuesOf(x, runs, columns), valuesOf(y, runs, columns)),
    [x, y, runs, columns],
  );
  const front = useMemo(
    () => (xBetter && yBetter && x !== y ? frontOf(points, xBetter, yBetter) : []),
    [points, xBetter, yBetter, x, y],
  );
  const reach = useMemo(
    () => ({ x: endsOf(points.map((point) => point.x)), y: endsOf(points.map((point) => point.y)) }),
    [points],
  );
  const xName = nameOf(x);
  const yName = nameOf(y);
  const interval = t('interval');
  const frontName = t('front');
  const plotted = useMemo(() => {
    const inFront = new Set(front.map(({ place }) => place));
    const hasInterval = x === 'accuracy' || y === 'accuracy';
    return points.map(({ place, ...point }): PlottedRun => {
      const { id, name, createdBy, correct, samples } = runs[place];
      const isDominated = front.length > 0 && !inFront.has(place);
      return {
        ...point,
        color: coloring.colors[place],
        symbol: RUN_SYMBOLS[coloring.marks[place]],
        opacity: marked.size > 0 ? opacityOf(id, marked) : isDominated ? DOMINATED_OPACITY : 1,
        isInFront: inFront.has(place),
        accuracy: hasInterval && correct !== null && samples ? { correct, samples } : undefined,
        head: [`#${id} ${name}`, createdBy],
      };
    });
  }, [points, front, runs, coloring, marked, x, y]);
  const option = useCallback(
    (colors: Colors) =>
      scatterOption({
        groups: [{ name: RUNS, runs: plotted }],
        front,
        axes: { x, y, xName, yName },
        xBetter,
        frame,
        hasLegend: false,
        words: { interval, front: frontName },
        colors,
      }),
    [plotted, front, x, y, xName, yName, xBetter, frame, interval, frontName],
  );
  const pick = (series: string, index: number) => {
    const point = series === RUNS ? points[index] : undefined;
    if (!point) return;
    const { id } = runs[point.place];
    change({ marked: toggled(marked, id) });
  };
  return (
    <Section id="trade-off" title={t('tradeOff')} aside={<SqlLink sql={columnsSql(runIds, [x, y])} />}>
      <div className={classes.bar}>
        <Axis label={t('horizontal')} {...{ props, column: x, better: xBetter }} axis="x" />
        <ActionIcon
          variant="default"
          aria-label={t('swapAxes')}
          onClick={() =>
            change({
              x: y,
              y: x,
              xBetter: settings.yBetter,
              yBetter: settings.xBetter,
              frame: frame && { x: frame.y, y: frame.x },
            })
          }
        >
          <IconArrowsExchange size={15} />
        </ActionIcon>
        <Axis label={t('vertical')} {...{ props, column: y, better: yBetter }} axis="y" />
      </div>
      <ColorKeys coloring={coloring} name={nameOf(settings.color)} />
      {points.length === 0 ? (
        <EmptyState title={t('noPoints')}>
          <p>{t('noPointsText', { x: xName, y: yName })}</p>
        </EmptyState>
      ) : (
        <div className={classes.split}>
          <div data-testid="compared-scatter">
            <ScatterPlot
              option={option}
              height={HEIGHT}
              label={t('scatterLabel', { x: xName, y: yName })}
              frame={frame}
              reach={reach}
              onPick={pick}
              onFrame={(next) => change({ frame: next })}
            />
            {points.length < runs.length && (
              <p className={classes.note}>{t('withoutPoint', { count: runs.length - points.length })}</p>
            )}
          </div>
          <FrontTable
            runs={runs}
            front={front}
            total={points.length}
            axes={{ x, y, xName, yName }}
            coloring={coloring}
            isKnown={xBetter !== undefined && yBetter !== undefined}
          />
        </div>
      )}
    </Section>
  );
}

function endsOf(values: readonly number[]) {
  return { from: Math.min(...values), to: Math.max(...values) };
}

function Axis(given: {
  label: string;
  axis: 'x' | 'y';
  column: string;
  better: Better | undefined;
  props: ChartProps;
}) {
  const { label, axis, column, better } = given;
  const { runIds, change } = given.props;
  const t = useTranslations('compare');
  return (
    <>
      <ColumnSelect
        runIds={runIds}
        wish="quantity"
        w={190}
        label={label}
        value={column}
        onChoose={(chosen) =>
          change({
            frame: undefined,
            ...(axis === 'x' ? { x: chosen, xBetter: undefined } : { y: chosen, yBetter: undefined }),
          })
        }
      />
      <SegmentedControl
        size="xs"
        aria-label={t('betterOf', { axis: label })}
        value={better ?? ''}
        onChange={(value) => {
          const chosen = value as Better;
          change(axis === 'x' ? { xBetter: chosen } : { yBetter: chosen });
        }}
        data={[
          { value: 'less', label: t('lessIsBetter') },
          { value: 'more', label: t('moreIsBetter') },
        ]}
      />
    </>
  );
}
