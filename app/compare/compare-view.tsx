'use client';

import { Button, Select, Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { ComparedRun, LeftOutRun } from '@/db/queries/compare-runs';
import type { ComparedRows } from '@/db/queries/compare-values';
import { randomId } from '../console/random-id';
import { selectText } from '../format/select-text';
import { LiveRefresh } from '../live/live-refresh';
import { AddToNote } from '../notes/add-to-note';
import { baselineOf, type ChartProps, readColumns, toggled } from './chart-context';
import { ColumnSelect } from './column-select';
import type { ColumnValues } from './columns';
import classes from './compare.module.css';
import { Notices } from './notices';
import { defaultAxes } from './parallel-option';
import { RunChips } from './run-chips';
import { RunPicker } from './run-picker';
import { type CompareSettings, compareAddress } from './settings';
import { useAnswer } from './use-answer';
import { ValuesSection } from './values-section';

const waiting = () => <Skeleton height={420} mb={32} />;
const CurvesSection = dynamic(() => import('./curves-section').then((file) => file.CurvesSection), {
  loading: waiting,
  ssr: false,
});
const ScatterSection = dynamic(() => import('./scatter-section').then((file) => file.ScatterSection), {
  loading: waiting,
  ssr: false,
});
const ParallelSection = dynamic(() => import('./parallel-section').then((file) => file.ParallelSection), {
  loading: waiting,
  ssr: false,
});
const LayersSection = dynamic(() => import('./layers-section').then((file) => file.LayersSection), {
  loading: waiting,
  ssr: false,
});

/** Params and metrics of the runs, key by key. */
export interface ComparedTables {
  params: ComparedRows;
  metrics: ComparedRows;
}

/** The runs side by side: values, curves, trade-off, parallel coordinates, layers. */
export function CompareView(props: {
  runs: ComparedRun[];
  leftOut: LeftOutRun[];
  tooMany: number;
  settings: CompareSettings;
  tables: ComparedTables;
  defaultMetric: string | undefined;
  /** Metrics of the runs that tell the epochs done at a step. */
  epochKeys: readonly string[];
}) {
  const { runs, leftOut, tooMany, tables, defaultMetric, epochKeys } = props;
  const t = useTranslations('compare');
  const router = useRouter();
  const [settings, setSettings] = useState(props.settings);
  const runIds = useMemo(() => runs.map(({ id }) => id), [runs]);
  const version = useMemo(() => runs.reduce((sum, { revision }) => sum + revision, 0), [runs]);
  const change = useCallback(
    (part: Partial<CompareSettings>) => {
      // Marked by other means, the runs are no longer those of the marked spans.
      const brush = part.marked && !part.brush ? { brush: [] } : {};
      const next = { ...settings, ...part, ...brush };
      setSettings(next);
      window.history.replaceState(null, '', compareAddress(runIds, next));
    },
    [settings, runIds],
  );
  const keep = (ids: number[]) => {
    const marked = settings.marked.filter((id) => ids.includes(id));
    const next = { ...settings, marked };
    setSettings(next);
    router.push(compareAddress(ids, next), { scroll: false });
  };
  const marked = useMemo(
    () => new Set(settings.marked.filter((id) => runIds.includes(id))),
    [settings.marked, runIds],
  );

  const suggested = useMemo(
    () =>
      defaultAxes(
        ['bits', 'sparsity', 'stored_bytes', 'macs', 'latency_ms', 'accuracy'].map((column) => ({
          column,
          values: runs.map(({ facts }) => facts[column as 'bits']),
        })),
        tables.params.rows,
      ),
    [runs, tables],
  );
  const axes = settings.axes.length > 0 ? settings.axes : suggested;
  const wanted = readColumns(settings, axes);
  const query = new URLSearchParams({ runs: runIds.join(',') });
  for (const column of wanted) query.append('column', column);
  const { value: columns } = useAnswer<ColumnValues>(
    wanted.length > 0 ? `/api/compare/columns?${query}` : undefined,
    version,
  );
  const base = runs.findIndex(({ id }) => id === settings.base);
  const baseRunId = runs[base]?.id ?? baselineOf(runs).id;
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
      <LiveRefresh runIds={runIds} />
      <Notices runs={runs} leftOut={leftOut} tooMany={tooMany} onForget={() => keep([...runIds])} />
      <RunChips
        runs={runs}
        marked={marked}
        onRemove={(id) => keep(runIds.filter((one) => one !== id))}
        onMark={(id) => change({ marked: toggled(marked, id) })}
      />
      <div className={classes.bar} style={{ margin: '12px 0 24px' }}>
        <RunPicker runIds={runIds} settings={settings} w={260} />
        <Select
          size="xs"
          w={230}
          searchable
          onFocus={selectText}
          clearable
          label={t('differencesFrom')}
          placeholder={t('noBase')}
          value={base >= 0 ? String(runs[base].id) : null}
          data={runs.map(({ id, name }) => ({ value: String(id), label: `#${id} ${name}` }))}
          onChange={(id) => change({ base: id ? Number(id) : undefined })}
        />
        <ColumnSelect
          runIds={runIds}
          wish="any"
          w={190}
          label={t('colorBy')}
          value={settings.color}
          first={[{ value: 'run', label: t('run') }]}
          onChoose={(color) => change({ color })}
        />
        <AddToNote
          title={t('title')}
          cells={() => [{ uid: randomId(), type: 'comparison', settings: { runIds } }]}
          runIds={runIds}
        />
        {marked.size > 0 && (
          <>
            <Button variant="default" onClick={() => change({ marked: [] })}>
              {t('clearMarked', { count: marked.size })}
            </Button>
            {marked.size > 1 && marked.size < runs.length && (
              <Button variant="default" onClick={() => keep(runIds.filter((id) => marked.has(id)))}>
                {t('keepMarked', { count: marked.size })}
              </Button>
            )}
          </>
        )}
      </div>
      <ValuesSection {...chart} tables={tables} initial={props.settings} base={base} />
      <CurvesSection {...chart} defaultMetric={defaultMetric} epochKeys={epochKeys} />
      <ScatterSection {...chart} />
      <ParallelSection {...chart} axes={axes} />
      <LayersSection {...chart} baseRunId={baseRunId} />
    </>
  );
}

const NO_COLUMNS: ColumnValues = {};
