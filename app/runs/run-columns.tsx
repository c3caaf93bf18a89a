import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { RunListRow } from '@/db/queries/run-list';
import {
  bytes,
  count,
  duration,
  intervalOfAccuracy,
  latency,
  NO_VALUE,
  percent,
  points,
} from '../format/quantities';
import { StatusMark } from '../format/status-mark';
import { TechniqueMark } from '../format/technique-mark';
import { When } from '../format/when';
import { drop } from './run-figures';

type Cell = ICellRendererParams<RunListRow>;

function numberColumn(
  colId: string,
  headerName: string,
  width: number,
  text: (run: RunListRow) => string,
): ColDef<RunListRow> {
  return {
    colId,
    headerName,
    width,
    type: 'rightAligned',
    valueGetter: ({ data }) => (data ? text(data) : ''),
  };
}

/** The columns of the runs grid. Every one but the drop is sorted in SQL by the name in `colId`. */
export function useRunColumns(withExperiment: boolean): ColDef<RunListRow>[] {
  const t = useTranslations('runs');
  const words = useTranslations('words');
  return useMemo(() => {
    const columns: ColDef<RunListRow>[] = [
      { colId: 'id', headerName: t('id'), field: 'id', width: 60, type: 'rightAligned' },
      {
        colId: 'name',
        headerName: t('name'),
        minWidth: 200,
        flex: 1,
        cellRenderer: ({ data }: Cell) => data && <Link href={`/runs/${data.id}`}>{data.name}</Link>,
      },
      {
        colId: 'status',
        headerName: t('status'),
        width: 125,
        cellRenderer: ({ data }: Cell) => data && <StatusCell run={data} />,
      },
      {
        colId: 'method',
        headerName: t('method'),
        width: 120,
        cellRenderer: ({ data }: Cell) =>
          data && (
            <span title={words(`technique.${data.technique}`)}>
              <TechniqueMark technique={data.modelId === null ? undefined : data.technique} />
              {words(`method.${data.method}`)}
            </span>
          ),
      },
      {
        colId: 'accuracy',
        headerName: t('testAccuracy'),
        width: 200,
        type: 'rightAligned',
        cellRenderer: ({ data }: Cell) => data && <AccuracyCell run={data} />,
      },
      {
        ...numberColumn('drop', t('drop'), 95, (run) => points(drop(run))),
        sortable: false,
        headerTooltip: t('dropHelp'),
      },
      numberColumn('sparsity', t('sparsity'), 90, (run) => percent(run.sparsity, 1)),
      numberColumn('storedBytes', t('size'), 90, (run) => bytes(run.storedBytes)),
      numberColumn('macs', t('macs'), 85, (run) => count(run.macs)),
      numberColumn('latencyMs', t('latency'), 90, (run) => latency(run.latencyMs)),
      numberColumn('durationMs', t('duration'), 95, (run) => duration(run.durationMs)),
      { colId: 'createdBy', headerName: t('createdBy'), field: 'createdBy', width: 90 },
      {
        colId: 'startedAt',
        headerName: t('started'),
        width: 130,
        cellRenderer: ({ data }: Cell) => (data?.startedAt ? <When at={data.startedAt} /> : NO_VALUE),
      },
    ];
    if (withExperiment) {
      columns.splice(2, 0, {
        colId: 'experiment',
        headerName: t('experiment'),
        width: 150,
        sortable: false,
        cellRenderer: ({ data }: Cell) =>
          data && <Link href={`/experiments/${data.experimentId}`}>{data.experimentName}</Link>,
      });
    }
    return columns;
  }, [t, words, withExperiment]);
}

function StatusCell({ run }: { run: RunListRow }) {
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <StatusMark status={run.status} />
      {run.status === 'running' && <span className="muted">{percent(run.progress, 0)}</span>}
    </span>
  );
}

function AccuracyCell({ run }: { run: RunListRow }) {
  const words = useTranslations('words.engine');
  const { testCorrect: correct, testSamples: samples, testEngine: engine } = run;
  if (correct === null || samples === null) return NO_VALUE;
  return (
    <span>
      {engine !== null && engine !== 'float' && <span className="muted">{words(engine)} </span>}
      {percent(correct / samples)}{' '}
      <span className="muted" style={{ fontSize: '0.88em' }}>
        {intervalOfAccuracy({ correct, samples }, 1)}
      </span>
    </span>
  );
}
