import type { Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { isNumericType } from '@/lib/domain/number-text';
import type { Cell, QueryRequest, QueryResult, WholeCell } from './query-result';
import type { SqliteValue } from './sqlite-value';

function storageClass(value: SqliteValue): string {
  if (typeof value === 'bigint') return 'INTEGER';
  if (typeof value === 'number') return 'REAL';
  return typeof value === 'string' ? 'TEXT' : 'BLOB';
}

/** The type of a column whose values had types `before` and now also `type`. */
function joinedType(before: string | undefined, type: string): string {
  if (before === undefined || before === type) return type;
  const isNumeric = [before, type].every((name) => name === 'INTEGER' || name === 'REAL');
  return isNumeric ? 'REAL' : 'ANY';
}

function cutText(text: string, length: number): string {
  const splitsPair = /[\uD800-\uDBFF]/.test(text[length - 1]);
  return `${text.slice(0, splitsPair ? length - 1 : length)}… [${text.length} characters]`;
}

function toCell(value: SqliteValue, limits: QueryRequest): Cell {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string')
    return value.length > limits.maxTextLength ? cutText(value, limits.maxTextLength) : value;
  if (value === null) return null;
  return { bytes: value.length, hex: value.toString('hex', 0, limits.maxBlobBytes) };
}

function cellBytes(cell: Cell): number {
  if (typeof cell === 'string') return Buffer.byteLength(cell);
  return cell !== null && typeof cell === 'object' ? cell.hex.length + 16 : 8;
}

/** A column as its source declares it; `type` is null where it declares none. */
export interface DeclaredColumn {
  name: string;
  type: string | null;
}

/** Takes the rows of a source, one by one, up to the limits of a request. */
export interface ResultReader {
  /** Takes a row; false when it is beyond the limits: then there are more, and no other is wanted. */
  take(row: readonly SqliteValue[]): boolean;
  result(): Omit<QueryResult, 'elapsedMs'>;
}

/**
 * Reads rows into `{ columns, rows, truncated }`: one row more than wanted is to be given to it, so that it knows whether
 * there are more, and none is held beyond the limits.
 */
export function resultReader(declared: readonly DeclaredColumn[], request: QueryRequest): ResultReader {
  const seen: (string | undefined)[] = new Array(declared.length);
  const wide: number[][] = declared.map(() => []);
  const rows: Cell[][] = [];
  let truncated: QueryResult['truncated'] = false;
  let bytes = 0;
  return {
    take: (row) => {
      if (rows.length === request.maxRows) {
        truncated = 'rows';
        return false;
      }
      const cells = row.map((value) => toCell(value, request));
      bytes += cells.reduce((sum: number, cell) => sum + cellBytes(cell), 0);
      if (bytes > request.maxResultBytes) {
        truncated = 'bytes';
        return false;
      }
      row.forEach((value, index) => {
        if (value === null) return;
        seen[index] = joinedType(seen[index], storageClass(value));
        if (typeof value !== 'string' && typeof cells[index] === 'string') wide[index].push(rows.length);
        if (typeof value === 'string' && value.length > request.maxTextLength) truncated = 'bytes';
      });
      rows.push(cells);
      return true;
    },
    result: () => ({
      columns: declared.map(({ name, type: own }, index) => {
        const type = own ? own.toUpperCase() : (seen[index] ?? 'NULL');
        const isTold = wide[index].length === 0 || isNumericType(type);
        return { name, type, ...(isTold ? {} : { wideRows: wide[index] }) };
      }),
      rows,
      truncated,
    }),
  };
}

/** The rows of a bound statement up to the limits of the request. */
export function readResult(statement: Statement, request: QueryRequest): Omit<QueryResult, 'elapsedMs'> {
  const reader = resultReader(statement.columns(), request);
  for (const row of statement.raw().safeIntegers().iterate() as IterableIterator<SqliteValue[]>)
    if (!reader.take(row)) break;
  return reader.result();
}

/** Which value of a result is wanted whole. */
interface CellPlace {
  row: number;
  column: number;
  maxBytes: number;
}

/**
 * A value whole: a text, or the bytes of a blob; numbers and NULL as texts.
 *
 * @throws AppError `query_limit` for more than `maxBytes`.
 */
export function wholeCell(value: SqliteValue, { maxBytes }: CellPlace): WholeCell {
  const size =
    typeof value === 'string' ? Buffer.byteLength(value) : (Buffer.isBuffer(value) && value.length) || 0;
  if (size > maxBytes)
    throw new AppError(
      'query_limit',
      `The value was not read: it has ${size} bytes, and at most ${maxBytes} are given at once. Read a part of it by substr().`,
    );
  return Buffer.isBuffer(value) ? { blob: value } : { text: value === null ? '' : String(value) };
}

/** There is no such row or column any more. */
export function noSuchCell({ row, column }: CellPlace): AppError {
  return new AppError(
    'not_found',
    `The value was not read: the query now gives no row ${row + 1} with a column ${column + 1}. Run it again.`,
  );
}

/**
 * One value of a statement's rows, whole; see {@link wholeCell}.
 *
 * @throws AppError `not_found` when there is no such row or column, `query_limit` for more than `maxBytes`.
 */
export function readWholeCell(statement: Statement, place: CellPlace): WholeCell {
  let index = 0;
  for (const row of statement.raw().safeIntegers().iterate() as IterableIterator<SqliteValue[]>) {
    if (index++ < place.row) continue;
    if (place.column >= row.length) break;
    return wholeCell(row[place.column], place);
  }
  throw noSuchCell(place);
}
