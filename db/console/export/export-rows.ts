import type { Statement } from 'better-sqlite3';
import type { QueryExport } from '@/lib/domain/query-export';
import { distinctNames, type SqliteValue } from '../sqlite-value';
import { parquetRows } from './parquet-rows';
import { csvRows, jsonRows, type TextRows } from './text-rows';

/** Text that is gathered before it is written. */
const TEXT_BYTES = 256 * 1024;
/** Rows of a row group, which are in memory at a time. */
const GROUP_ROWS = 20_000;

/**
 * Writes all rows of a bound statement as a file, a part at a time, and gives their number. Nothing is held beyond the
 * part: `write` is to block until there is room.
 */
export function exportRows(
  statement: Statement,
  options: QueryExport,
  write: (bytes: Uint8Array) => void,
): number {
  const columns = statement.columns();
  const names = distinctNames(columns.map(({ name }) => name));
  const rows = statement.raw().safeIntegers().iterate() as IterableIterator<SqliteValue[]>;
  if (options.format === 'parquet') {
    return exportParquet(
      columns.map(({ type }, index) => ({ name: names[index], type })),
      rows,
      write,
    );
  }
  const text =
    options.format === 'csv'
      ? csvRows(
          columns.map(({ name }) => name),
          options,
        )
      : undefined;
  return exportText(text ?? jsonRows(names, options.format === 'jsonl'), rows, write);
}

function exportText(
  text: TextRows,
  rows: Iterable<SqliteValue[]>,
  write: (bytes: Uint8Array) => void,
): number {
  let count = 0;
  let gathered = text.begin();
  for (const row of rows) {
    gathered += text.row(row, count === 0);
    count += 1;
    if (gathered.length < TEXT_BYTES) continue;
    write(Buffer.from(gathered));
    gathered = '';
  }
  write(Buffer.from(gathered + text.end(count)));
  return count;
}

function exportParquet(
  columns: readonly { name: string; type: string | null }[],
  rows: Iterable<SqliteValue[]>,
  write: (bytes: Uint8Array) => void,
): number {
  let count = 0;
  let group: SqliteValue[][] = [];
  let file: ReturnType<typeof parquetRows> | undefined;
  const writeGroup = () => {
    file ??= parquetRows(columns, group);
    write(file.group(group));
    count += group.length;
    group = [];
    return file;
  };
  for (const row of rows) {
    group.push(row);
    if (group.length === GROUP_ROWS) writeGroup();
  }
  write(writeGroup().end());
  return count;
}
