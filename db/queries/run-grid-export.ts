import { factColumn, parseColumnId } from '@/lib/domain/run-columns';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import type { TrackingDatabase } from '../client';
import { readValues } from './run-grid';
import { sortRunIds } from './run-grid-order';
import { matchRuns } from './run-grid-selection';
import { columnTitle } from './run-grid-text';
import type { CellValue } from './run-grid-types';

/** What the cells of an exported column are; `time` is UTC milliseconds. */
export type ExportKind = 'text' | 'integer' | 'number' | 'time';

/** A column of an export. */
export interface ExportColumn {
  id: string;
  title: string;
  kind: ExportKind;
}

/** What an export begins with: its columns, and the runs in their order. */
export interface ExportPlan {
  columns: ExportColumn[];
  runIds: number[];
}

/**
 * The columns and all runs of a selection, as they are now; their values are then read a few at a time.
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read.
 */
export function planRunExport(db: TrackingDatabase, selection: RunGridSelection): ExportPlan {
  const runs = matchRuns(db, selection);
  const runIds = sortRunIds(db, runs, selection.sort, { offset: 0, limit: runs.total });
  const columns = [...new Set(['id', 'name', ...selection.columns])].flatMap((id): ExportColumn[] => {
    const column = parseColumnId(id);
    return column ? [{ id, title: columnTitle(column), kind: kindOf(db, id) }] : [];
  });
  return { columns, runIds };
}

/** What the cells of a column are. A param is a number when no run has a text in it. */
export function kindOf({ sqlite }: TrackingDatabase, id: string): ExportKind {
  const column = parseColumnId(id);
  if (column?.type === 'metric') return 'number';
  if (column?.type === 'param') {
    const hasText = sqlite
      .prepare(`
        SELECT 1 FROM params WHERE key = @key AND value_num IS NULL
        UNION ALL SELECT 1 FROM params WHERE key = @key AND value_text IN ('true', 'false') LIMIT 1`)
      .get({ key: column.key });
    return hasText ? 'text' : 'number';
  }
  if (!column) return 'text';
  const { kind } = factColumn(column.id);
  if (kind === 'text' || kind === 'time') return kind;
  const isReal = kind === 'fraction' || column.id === 'latency_ms' || column.id === 'compression_ratio';
  return isReal ? 'number' : 'integer';
}

/** Values of the given runs in their order, by column; runs that are gone are left out. */
export function readExportRows(
  db: TrackingDatabase,
  runIds: readonly number[],
  columnIds: readonly string[],
): CellValue[][] {
  const existing = db.sqlite
    .prepare('SELECT r.id FROM json_each(?) k JOIN runs r ON r.id = k.value ORDER BY k.key')
    .pluck()
    .all(JSON.stringify(runIds)) as number[];
  const values = readValues(db, existing, columnIds);
  return existing.map((id) => columnIds.map((column) => values.get(id)?.[column] ?? null));
}
