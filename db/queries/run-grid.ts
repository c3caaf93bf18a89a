import { parseColumnId } from '@/lib/domain/run-columns';
import type { RunGridQuery } from '@/lib/domain/run-grid-query';
import type { TrackingDatabase } from '../client';
import { bindTo, cellOf } from './run-grid-facts';
import { sortRunIds } from './run-grid-order';
import { matchRuns } from './run-grid-selection';
import type { CellValue, RunGridPage, RunGridRow } from './run-grid-types';
import { listRunsById } from './run-list';

/**
 * A page of the runs grid: filtered, sorted and cut in SQL, with the values of the columns that were asked for.
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read.
 */
export function listGridRuns(db: TrackingDatabase, query: RunGridQuery): RunGridPage {
  const runs = matchRuns(db, query);
  const ids = sortRunIds(db, runs, query.sort, query);
  return { rows: readGridRows(db, ids, query.columns), total: runs.total };
}

interface RowExtras extends Pick<RunGridRow, 'id' | 'seed' | 'configGroup' | 'finishedAt'> {
  archivedAt: number | null;
  deletedAt: number | null;
  deletedBy: string | null;
  tags: string;
}

const EXTRAS = `
  SELECT r.id, r.seed, r.config_group AS configGroup, r.finished_at AS finishedAt, r.archived_at AS archivedAt,
    r.deleted_at AS deletedAt, r.deleted_by AS deletedBy,
    (SELECT json_group_array(name) FROM (SELECT name FROM tags WHERE run_id = r.id ORDER BY name)) AS tags
  FROM json_each(?) k JOIN runs r ON r.id = k.value ORDER BY k.key`;

/** The given runs in the given order, with the values of columns; ids that do not exist are left out. */
export function readGridRows(
  db: TrackingDatabase,
  ids: readonly number[],
  columns: readonly string[],
): RunGridRow[] {
  const rows = listRunsById(db, ids);
  const extras = db.sqlite.prepare(EXTRAS).all(JSON.stringify(ids)) as RowExtras[];
  const values = readValues(db, ids, columns);
  return rows.map((row, place) => ({
    ...row,
    ...extras[place],
    tags: JSON.parse(extras[place].tags) as string[],
    values: values.get(row.id) ?? {},
  }));
}

/** Most columns of one statement: SQLite refuses more than 2,000. */
const COLUMNS_AT_ONCE = 100;

/** Values of columns by run, then by column id. */
export function readValues(
  db: TrackingDatabase,
  ids: readonly number[],
  columns: readonly string[],
): Map<number, Record<string, CellValue>> {
  const found = new Map<number, Record<string, CellValue>>();
  const list = JSON.stringify(ids);
  for (let from = 0; from < columns.length; from += COLUMNS_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_AT_ONCE).flatMap((id) => {
      const column = parseColumnId(id);
      return column ? [{ id, column, isMetric: column.type === 'metric' }] : [];
    });
    const values: Record<string, number | string> = { list };
    const bind = bindTo(values);
    const expressions = some.map(({ column }) => cellOf('k.value', column, bind));
    const lines = db.sqlite
      .prepare(`SELECT ${['k.value', ...expressions].join(', ')} FROM json_each(@list) k`)
      .raw()
      .all(values) as [number, ...CellValue[]][];
    for (const [runId, ...cells] of lines) {
      const record = found.get(runId) ?? {};
      some.forEach(({ id, isMetric }, place) => {
        record[id] = isMetric && cells[place] === 'NaN' ? Number.NaN : cells[place];
      });
      found.set(runId, record);
    }
  }
  return found;
}
