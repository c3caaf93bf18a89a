'use client';

import { Button, MultiSelect, useComputedColorScheme } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { Chart, type Colors, type ParallelChartOption } from '../charts/chart';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';
import { PALETTE } from '../theme/palette';
import type { ChartProps } from './chart-context';
import { ColorKeys } from './color-keys';
import { ColumnSelect } from './column-select';
import { valuesOf } from './columns';
import classes from './compare.module.css';
import { columnsSql } from './compare-sql';
import { parallelAxis, parallelOption, runsInside } from './parallel-option';
import { useBrush } from './use-brush';
import { useColoring } from './use-coloring';
import { useColumnName } from './use-column-name';

const HEIGHT = 360;
const LEAST_AXIS_WIDTH = 110;

/** Runs as lines over chosen quantities; dragging along an axis picks runs, which stand out in all charts. */
export function ParallelSection(props: ChartProps & { axes: readonly string[] }) {
  const { runs, runIds, settings, change, marked, columns, axes: wanted } = props;
  const t = useTranslations('compare');
  const scheme = useComputedColorScheme('light');
  const nameOf = useColumnName();
  const coloring = useColoring(runs, settings.color, columns);
  const axes = useMemo(
    () => wanted.flatMap((column) => parallelAxis(column, valuesOf(column, runs, columns)) ?? []),
    [wanted, runs, columns],
  );
  const names = axes.map(({ column }) => nameOf(column)).join('\n');
  const option = useCallback(
    (colors: Colors): ParallelChartOption =>
      parallelOption({ runs, axes, names: names.split('\n'), coloring, colors }),
    [runs, axes, names, coloring],
  );
  const onReady = useBrush(axes, settings.brush, PALETTE[scheme].accent, (brush) =>
    change({ brush, marked: runsInside(runs, axes, brush) }),
  );
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
          <Button variant="default" onClick={() => change({ marked: [], brush: [] })}>
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
                key={axes.map(({ column }) => column).join(' ')}
                kind="parallel"
                option={option}
                height={HEIGHT}
                label={t('parallelLabel')}
                onReady={onReady}
              />
            </div>
          </ScrollX>
          <p className={classes.note}>{t('brushHint')}</p>
        </>
      )}
    </Section>
  );
}
