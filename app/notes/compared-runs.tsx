'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { NoteCellOf } from '@/lib/domain/note-content';
import { baselineOf, type ChartProps, readColumns, toggled } from '../compare/chart-context';
import type { ColumnValues } from '../compare/columns';
import { LeftOutRuns } from '../compare/left-out-runs';
import type { Comparison } from '../compare/read-comparison';
import { RunChips } from '../compare/run-chips';
import { type CompareSettings, DEFAULT_SETTINGS } from '../compare/settings';
import { useAnswer } from '../compare/use-answer';

const waiting = () => <Skeleton height={320} />;
const ValuesSection = dynamic(() => import('../compare/values-section').then((file) => file.ValuesSection), {
  loading: waiting,
});
const CurvesSection = dynamic(() => import('../compare/curves-section').then((file) => file.CurvesSection), {
  loading: waiting,
});
const ScatterSection = dynamic(
  () => import('../compare/scatter-section').then((file) => file.ScatterSection),
  { loading: waiting },
);
const LayersSection = dynamic(() => import('../compare/layers-section').then((file) => file.LayersSection), {
  loading: waiting,
});

const NO_COLUMNS: ColumnValues = {};

/** The runs of a comparison, and one view of them. */
export function ComparedRuns(props: {
  comparison: Comparison;
  view: NoteCellOf<'comparison'>['settings']['view'];
  version: number;
  /** Takes a run out; undefined where a filter chose them. */
  onRemove: ((id: number) => void) | undefined;
}) {
  const { comparison, view, version } = props;
  const { runs, leftOut, start } = comparison;
  const t = useTranslations('notes');
  const [settings, setSettings] = useState(DEFAULT_SETTINGS);
  const runIds = useMemo(() => runs.map(({ id }) => id), [runs]);
  const marked = useMemo(() => new Set(settings.marked), [settings.marked]);
  const change = useCallback(
    (part: Partial<CompareSettings>) => setSettings((before) => ({ ...before, ...part })),
    [],
  );
  const wanted = readColumns(settings, []);
  const query = new URLSearchParams({ runs: runIds.join(',') });
  for (const column of wanted) query.append('column', column);
  const { value: columns } = useAnswer<ColumnValues>(
    wanted.length > 0 ? `/api/compare/columns?${query}` : undefined,
    version,
  );
  if (!start)
    return (
      <>
        <p className="muted">{t('noRunFound')}</p>
        <LeftOutRuns leftOut={leftOut} />
      </>
    );
  const chart: ChartProps = {
    runs,
    runIds,
    settings,
    change,
    marked,
    columns: columns ?? NO_COLUMNS,
    version,
  };
  return (
    <>
      <LeftOutRuns leftOut={leftOut} />
      <RunChips
        runs={runs}
        marked={marked}
        onRemove={props.onRemove}
        onMark={(id) => change({ marked: toggled(marked, id) })}
      />
      {view === 'values' && (
        <ValuesSection {...chart} tables={start.tables} initial={DEFAULT_SETTINGS} base={-1} />
      )}
      {view === 'curves' && (
        <CurvesSection {...chart} defaultMetric={start.defaultMetric} epochKeys={start.epochKeys} />
      )}
      {view === 'scatter' && <ScatterSection {...chart} />}
      {view === 'layers' && <LayersSection {...chart} baseRunId={baselineOf(runs).id} />}
    </>
  );
}
