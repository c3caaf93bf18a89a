'use client';

import { Button, MultiSelect } from '@mantine/core';
import type { EChartsType } from 'echarts/core';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Chart, type Colors, type ParallelChartOption } from '../charts/chart';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';
import type { ChartProps } from './chart-context';
import { ColorKeys } from './color-keys';
import { ColumnSelect } from './column-select';
import { valuesOf } from './columns';
import classes from './compare.module.css';
import { columnsSql } from './compare-sql';
import { type ParallelAxis, parallelAxis, parallelOption } from './parallel-option';
import { useColoring } from './use-coloring';
import { useColumnName } from './use-column-name';

const HEIGHT = 360;
const LEAST_AXIS_WIDTH = 110;

/** Runs as lines over chosen quantities; dragging along an axis picks runs, which stand out in all charts. */
export function ParallelSection(props: ChartProps & { axes: readonly string[] }) {
  const { runs, runIds, settings, change, marked, columns, axes: wanted } = props;
  const t = useTranslations('compare');
  const nameOf = useColumnName();
  const coloring = useColoring(runs, settings.color, columns);
  // A cleared choice draws the chart anew: its marked spans live in it.
  const [round, setRound] = useState(0);
  const axes = useMemo(
    () => wanted.flatMap((column) => parallelAxis(column, valuesOf(column, runs, columns)) ?? []),
    [wanted, runs, columns],
  );
  const names = axes.map(({ column }) => nameOf(column)).join('\n');
  const option = useCallback(
    (colors: Colors): ParallelChartOption =>
      parallelOption({ runs, axes, names: names.split('\n'), runColors: coloring.colors, colors }),
    [runs, axes, names, coloring],
  );
  const brush = useBrush(axes, runs, (ids) => change({ marked: ids }));
  const clear = () => {
    change({ marked: [] });
    setRound((last) => last + 1);
  };
  return (
    <Section
      id="parallel"
      title={t('parallel')}
      aside={
        <SqlLink
          sql={columnsSql(
            runIds,
            axes.map(({ column }) => column),
          )}
        />
      }
    >
      <div className={classes.bar}>
        <MultiSelect
          size="xs"
          label={t('axes')}
          style={{ flex: '1 1 320px' }}
          value={[...wanted]}
          data={wanted.map((column) => ({ value: column, label: nameOf(column) }))}
          onChange={(chosen) => change({ axes: chosen })}
          comboboxProps={{ withinPortal: true }}
          maxDropdownHeight={240}
        />
        <ColumnSelect
          runIds={runIds}
          wish="any"
          w={200}
          label={t('addAxis')}
          placeholder={t('choose')}
          value={null}
          onChoose={(column) => change({ axes: [...new Set([...wanted, column])] })}
        />
        {marked.size > 0 && (
          <Button variant="default" onClick={clear}>
            {t('clearMarked', { count: marked.size })}
          </Button>
        )}
      </div>
      <ColorKeys coloring={coloring} name={nameOf(settings.color)} />
      {axes.length < 2 ? (
        <EmptyState title={t('fewAxes')}>
          <p>{t('fewAxesText')}</p>
        </EmptyState>
      ) : (
        <>
          <ScrollX label={t('parallelLabel')}>
            <div style={{ minWidth: axes.length * LEAST_AXIS_WIDTH + 80 }} data-testid="compared-parallel">
              <Chart
                key={`${round} ${axes.map(({ column }) => column).join(' ')}`}
                kind="parallel"
                option={option}
                height={HEIGHT}
                label={t('parallelLabel')}
                onReady={brush}
              />
            </div>
          </ScrollX>
          <p className={classes.note}>{t('brushHint')}</p>
        </>
      )}
    </Section>
  );
}

/** Runs inside every marked span, told whenever a span changes. */
function useBrush(
  axes: readonly ParallelAxis[],
  runs: ChartProps['runs'],
  onPick: (ids: number[]) => void,
): (chart: EChartsType) => () => void {
  const latest = useRef({ axes, runs, onPick });
  useEffect(() => {
    latest.current = { axes, runs, onPick };
  });
  return useCallback((chart: EChartsType) => {
    const spans = new Map<string, [number, number][]>();
    const listen = (event: unknown) => {
      const { parallelAxisId, intervals } = event as {
        parallelAxisId?: string;
        intervals?: [number, number][];
      };
      if (parallelAxisId === undefined) return;
      spans.set(parallelAxisId, intervals ?? []);
      const now = latest.current;
      const picked = now.runs.filter((_, place) =>
        now.axes.every(({ column, positions }) => {
          const marks = spans.get(column) ?? [];
          const at = positions[place];
          return marks.length === 0 || (at !== null && marks.some(([low, high]) => low <= at && at <= high));
        }),
      );
      const isFree = [...spans.values()].every((marks) => marks.length === 0);
      now.onPick(isFree ? [] : picked.map(({ id }) => id));
    };
    chart.on('axisareaselected', listen);
    return () => chart.off('axisareaselected', listen);
  }, []);
}
