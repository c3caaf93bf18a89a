import { parseColumnId } from '@/lib/domain/run-columns';
import { MOST_GRID_ROWS, type RunGridSelection } from '@/lib/domain/run-grid-query';
import type { ExportColumn, ExportKind } from '../queries/run-grid-export';
import { columnTitle } from '../queries/run-grid-text';
import type { CellValue, RunGroupRow } from '../queries/run-grid-types';
import type { ReadPool } from '../reads/read-pool';

/** Rows of an export, read a few at a time. */
export interface ExportTable {
  columns: Pick<ExportColumn, 'title' | 'kind'>[];
  chunks: AsyncIterable<CellValue[][]>;
}

/** Rows that are in memory at a time. */
const CHUNK = 500;

/**
 * Everything that a selection shows: its runs, or its groups. Rows are read by `read` while they are asked for.
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read.
 */
export async function exportTable(read: ReadPool['read'], selection: RunGridSelection): Promise<ExportTable> {
  return selection.groupBy.length > 0 ? groupTable(read, selection) : runTable(read, selection);
}

async function runTable(read: ReadPool['read'], selection: RunGridSelection): Promise<ExportTable> {
  const { columns, runIds } = await read('planRunExport', selection);
  const ids = columns.map(({ id }) => id);
  async function* chunks() {
    for (let from = 0; from < runIds.length; from += CHUNK) {
      yield await read('readExportRows', runIds.slice(from, from + CHUNK), ids);
    }
  }
  return { columns, chunks: chunks() };
}

async function groupTable(read: ReadPool['read'], selection: RunGridSelection): Promise<ExportTable> {
  const page = (offset: number) => read('listRunGroups', { ...selection, offset, limit: MOST_GRID_ROWS });
  const first = await page(0);
  const figures = Object.keys(first.groups[0]?.figures ?? {});
  const column = (title: string, kind: ExportKind) => ({ title, kind });
  const columns = [
    ...selection.groupBy.map((id) => column(titleOf(id), 'text')),
    column('runs', 'integer'),
    ...figures.flatMap((id) => [
      column(`mean ${titleOf(id)}`, 'number'),
      column(`deviation ${titleOf(id)}`, 'number'),
      column(`n ${titleOf(id)}`, 'integer'),
    ]),
  ];
  const cells = ({ group, count, figures: values }: RunGroupRow): CellValue[] => [
    ...selection.groupBy.map((id) => (group[id] === null ? null : String(group[id]))),
    count,
    ...figures.flatMap((id) => [values[id].mean, values[id].deviation, values[id].n]),
  ];
  async function* chunks() {
    for (let { groups } = first, offset = 0; groups.length > 0; ) {
      yield groups.map(cells);
      offset += groups.length;
      groups = offset < first.total ? (await page(offset)).groups : [];
    }
  }
  return { columns, chunks: chunks() };
}

function titleOf(id: string): string {
  const column = parseColumnId(id);
  return column ? columnTitle(column) : id;
}
