import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { RunGroupRow } from '@/db/queries/run-grid-types';
import { CONFIG_GROUP, parseColumnId } from '@/lib/domain/run-columns';
import { whole } from '../../format/quantities';
import { When } from '../../format/when';
import { useColumnName } from './column-names';
import classes from './grid.module.css';
import { figureText, hasMean, valueText } from './value-text';

type Cell = ICellRendererParams<RunGroupRow>;

/** Facts whose values are words of the app. */
const WORDED = ['status', 'method', 'technique', 'engine'] as const;

const GROUP_WIDTH = 200;
const CONFIG_WIDTH = 280;
const NARROW_WIDTH = 148;
const COUNT_WIDTH = 72;
const FIGURE_WIDTH = 178;
const SHOWN_HASH = 7;

function GroupCell({ id, row }: { id: string; row: RunGroupRow }) {
  const words = useTranslations('words');
  const value = row.group[id];
  if (id === CONFIG_GROUP) {
    return (
      <span title={row.name}>
        <span className="mono muted">{String(value).slice(0, SHOWN_HASH)}</span> {row.name}
      </span>
    );
  }
  const column = parseColumnId(id);
  if (column?.type === 'fact' && typeof value === 'number' && column.id.endsWith('_at'))
    return <When at={value} />;
  if (value === null || value === undefined) return <span className="muted">{words('none')}</span>;
  const word = column?.type === 'fact' && WORDED.find((name) => name === column.id);
  if (word && words.has(`${word}.${value}` as 'none'))
    return <span>{words(`${word}.${value}` as 'none')}</span>;
  return <span title={String(value)}>{valueText(id, value)}</span>;
}

/** The columns of a grid of groups: what they are grouped by, how many runs, mean and deviation of each number. */
export function useGroupColumnDefs(
  groupBy: readonly string[],
  columns: readonly string[],
  widths: Readonly<Record<string, number>>,
  isNarrow: boolean,
): ColDef<RunGroupRow>[] {
  const t = useTranslations('runs');
  const nameOf = useColumnName();
  return useMemo(() => {
    const groups = groupBy.map((id, index): ColDef<RunGroupRow> => {
      const usual = id === CONFIG_GROUP ? CONFIG_WIDTH : GROUP_WIDTH;
      return {
        colId: id,
        headerName: nameOf(id),
        width: isNarrow ? NARROW_WIDTH : (widths[id] ?? usual),
        pinned: index === 0 || !isNarrow ? 'left' : undefined,
        suppressMovable: true,
        cellRenderer: ({ data }: Cell) => data && <GroupCell id={id} row={data} />,
      };
    });
    const figures = columns
      .filter((id) => hasMean(id) && !groupBy.includes(id))
      .map(
        (id): ColDef<RunGroupRow> => ({
          colId: id,
          headerName: nameOf(id),
          headerTooltip: t('figureHelp', { column: nameOf(id) }),
          width: Math.max(widths[id] ?? 0, FIGURE_WIDTH),
          type: 'rightAligned',
          valueGetter: ({ data }) => data?.figures[id]?.mean,
          cellRenderer: ({ data }: Cell) => {
            const figure = data?.figures[id];
            return (
              data && (
                <span>
                  {figureText(id, figure)}
                  {figure !== undefined && figure.n > 0 && <span className={classes.n}> n={figure.n}</span>}
                </span>
              )
            );
          },
        }),
      );
    const count: ColDef<RunGroupRow> = {
      colId: 'count',
      headerName: t('groupCount'),
      width: COUNT_WIDTH,
      type: 'rightAligned',
      suppressMovable: true,
      valueGetter: ({ data }) => data && whole(data.count),
    };
    return [...groups, count, ...figures];
  }, [t, nameOf, groupBy, columns, widths, isNarrow]);
}
