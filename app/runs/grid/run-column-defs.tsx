import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { CellValue, RunGridRow } from '@/db/queries/run-grid-types';
import { type FactId, isNumericColumn, parseColumnId } from '@/lib/domain/run-columns';
import { intervalOfAccuracy, NO_VALUE, whole } from '../../format/quantities';
import { When } from '../../format/when';
import { useColumnName } from './column-names';
import classes from './grid.module.css';
import { AccuracyCell, MethodCell, NameCell, StatusCell, TagsCell, TechniqueCell } from './run-cells';
import { valueText } from './value-text';

type Cell = ICellRendererParams<RunGridRow>;

const WIDTHS: Partial<Record<FactId, number>> = {
  id: 64,
  experiment: 170,
  status: 126,
  method: 118,
  technique: 118,
  tags: 150,
  created_by: 96,
  accuracy: 146,
  accuracy_drop: 92,
  sparsity: 92,
  bits: 64,
  stored_bytes: 92,
  float32_bytes: 92,
  compression_ratio: 112,
  macs: 84,
  latency_ms: 92,
  duration_ms: 112,
  conclusion: 240,
};
const USUAL_WIDTH = 124;
const KEY_WIDTH = 150;
const NAME_WIDTH = 250;
const NARROW_NAME_WIDTH = 148;
const NARROW_ACCURACY_WIDTH = 96;
const MOST_TIP = 500;

const CELLS: Partial<Record<FactId, ColDef<RunGridRow>['cellRenderer']>> = {
  status: ({ data }: Cell) => data && <StatusCell run={data} />,
  method: ({ data }: Cell) => data && <MethodCell run={data} />,
  technique: ({ data }: Cell) => data && <TechniqueCell run={data} />,
  tags: ({ data }: Cell) => data && <TagsCell tags={data.tags} />,
  experiment: ({ data }: Cell) =>
    data && (
      <Link href={`/experiments/${data.experimentId}`} prefetch={false}>
        {data.experimentName}
      </Link>
    ),
};

const RUN_LINKS: readonly FactId[] = [
  'baseline_run_id',
  'parent_run_id',
  'retry_of_run_id',
  'copied_from_run_id',
];

function RunLinkCell({ value }: { value: CellValue | undefined }) {
  if (value === null || value === undefined) return NO_VALUE;
  return (
    <Link href={`/runs/${value}`} prefetch={false}>
      #{value}
    </Link>
  );
}

/** The columns of a grid of single runs. Each is sorted in SQL by the name in `colId`. */
export function useRunColumnDefs(
  columns: readonly string[],
  widths: Readonly<Record<string, number>>,
  isNarrow: boolean,
  isActive: boolean,
): ColDef<RunGridRow>[] {
  const t = useTranslations('runs');
  const nameOf = useColumnName();
  return useMemo(() => {
    if (!isActive) return [];
    const name: ColDef<RunGridRow> = {
      colId: 'name',
      headerName: t('fact.name'),
      width: isNarrow ? NARROW_NAME_WIDTH : (widths.name ?? NAME_WIDTH),
      pinned: 'left',
      lockPinned: true,
      lockPosition: 'left',
      suppressMovable: true,
      cellRenderer: ({ data }: Cell) => data && <NameCell run={data} />,
    };
    const accuracyCell = ({ data }: Cell) => data && <AccuracyCell run={data} withEngine={!isNarrow} />;
    const definitionOf = (id: string): ColDef<RunGridRow> => {
      const column = parseColumnId(id);
      const fact = column?.type === 'fact' ? column.id : undefined;
      const isNumeric = column !== undefined && isNumericColumn(column);
      const isTime = fact?.endsWith('_at') === true;
      return {
        colId: id,
        headerName: nameOf(id),
        headerTooltip: fact === 'accuracy_drop' ? t('dropHelp') : nameOf(id),
        width: widths[id] ?? (fact ? (WIDTHS[fact] ?? USUAL_WIDTH) : KEY_WIDTH),
        type: isNumeric && !isTime ? 'rightAligned' : undefined,
        valueGetter: ({ data }) => data?.values[id],
        valueFormatter: ({ value, data }) => (data ? valueText(id, value) : ''),
        cellClass:
          isNumeric || fact ? undefined : ({ value }) => (typeof value === 'number' ? classes.number : ''),
        tooltip: ({ value, data }) => {
          if (!data) return undefined;
          if (fact === 'accuracy') return accuracyTip(data);
          if (typeof value === 'string') return value.slice(0, MOST_TIP);
          return typeof value === 'number' && !isTime ? String(value) : undefined;
        },
        cellRenderer:
          (fact === 'accuracy' ? accuracyCell : fact && CELLS[fact]) ??
          (isTime
            ? ({ value }: Cell) => (typeof value === 'number' ? <When at={value} /> : NO_VALUE)
            : fact && RUN_LINKS.includes(fact)
              ? RunLinkCell
              : undefined),
        ...(isNarrow && id === 'accuracy' ? { pinned: 'left', width: NARROW_ACCURACY_WIDTH } : {}),
      };
    };
    const accuracyTip = ({ testCorrect: correct, testSamples: samples, testEngine }: RunGridRow) => {
      if (correct === null || samples === null) return undefined;
      return t('accuracyTip', {
        interval: intervalOfAccuracy({ correct, samples }),
        correct: whole(correct),
        samples: whole(samples),
        engine: testEngine ?? 'float',
      });
    };
    return [name, ...columns.map(definitionOf)];
  }, [t, nameOf, columns, widths, isNarrow, isActive]);
}
