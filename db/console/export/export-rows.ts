import type Database from 'better-sqlite3';
import type { QueryExport } from '@/lib/domain/query-export';
import type { DeclaredColumn } from '../result-reader';
import { distinctNames, type SqliteValue } from '../sqlite-value';
import { eachRow } from './each-row';
import { parquetRows } from './parquet-rows';
import { csvRows, jsonRows, type TextRows } from './text-rows';

/** Text that is gathered before it is written: less than a socket holds, so that the rows after it are made meanwhile. */
const TEXT_BYTES = 64 * 1024;
/** Rows of a row group, which are in memory at a time. */
const GROUP_ROWS = 20_000;

/** Takes the rows of an export, one by one. */
export interface ExportWriter {
  take(row: readonly SqliteValue[]): void;
  /** Writes what is left and gives the number of rows. */
  end(): number;
}

/** Writes all rows of a statement as a file; see {@link exportWriter} and {@link eachRow}. Gives their number. */
export function exportRows(
  connection: Database.Database,
  statement: Database.Statement,
  bound: (sql: string) => Database.Statement,
  options: QueryExport,
  write: (bytes: Uint8Array) => void,
): number {
  const writer = exportWriter(statement.columns(), options, write);
  eachRow(connection, statement, bound, writer.take);
  return writer.end();
}

/**
 * Writes rows as a file, a part at a time. Nothing is held beyond the part: `write` is to block until there is room, and
 * its bytes are overwritten afterwards.
 */
export function exportWriter(
  columns: readonly DeclaredColumn[],
  options: QueryExport,
  write: (bytes: Uint8Array) => void,
): ExportWriter {
  const given = columns.map(({ name }) => name);
  const names = distinctNames(given);
  if (options.format === 'parquet')
    return parquetWriter(
      columns.map(({ type }, index) => ({ name: names[index], type })),
      write,
    );
  const isCsv = options.format === 'csv';
  return textWriter(isCsv ? csvRows(given, options) : jsonRows(names, options.format === 'jsonl'), write);
}

function textWriter(text: TextRows, write: (bytes: Uint8Array) => void): ExportWriter {
  let count = 0;
  let gathered = text.begin();
  // One piece of memory for all parts: a new one for each has the whole heap collected every few of them.
  const room = Buffer.allocUnsafe(4 * TEXT_BYTES);
  const writeGathered = () => {
    const fits = 3 * gathered.length <= room.length;
    write(fits ? room.subarray(0, room.write(gathered)) : Buffer.from(gathered));
    gathered = '';
  };
  return {
    take: (row) => {
      gathered += text.row(row, count === 0);
      count += 1;
      if (gathered.length >= TEXT_BYTES) writeGathered();
    },
    end: () => {
      gathered += text.end(count);
      writeGathered();
      return count;
    },
  };
}

function parquetWriter(columns: readonly DeclaredColumn[], write: (bytes: Uint8Array) => void): ExportWriter {
  let count = 0;
  let group: (readonly SqliteValue[])[] = [];
  let file: ReturnType<typeof parquetRows> | undefined;
  const writeGroup = () => {
    file ??= parquetRows(columns, group);
    write(file.group(group));
    count += group.length;
    group = [];
    return file;
  };
  return {
    take: (row) => {
      group.push(row);
      if (group.length === GROUP_ROWS) writeGroup();
    },
    end: () => {
      write(writeGroup().end());
      return count;
    },
  };
}
