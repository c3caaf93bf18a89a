import Table from 'cli-table3';
import type { Cell, QueryResult } from '@/db/console/query-result';

/** Longest text of a cell in the terminal, in characters. */
const LONGEST = 80;

/** Control characters as escapes, so that a value can neither break the table nor steer the terminal. */
function printable(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  const safe = shown.replace(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST - 1)}…` : safe;
}

function shownCell(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'object')
    return `${cell.bytes} bytes ${cell.hex.slice(0, 16)}${cell.bytes > 8 ? '…' : ''}`;
  return printable(String(cell));
}

/** True for a column whose values are numbers, or integers written out for their size. */
function isNumeric(result: QueryResult, column: number): boolean {
  const type = result.columns[column].type;
  const values = result.rows.map((row) => row[column]).filter((cell) => cell !== null);
  if (values.length === 0) return /INT|REAL|NUM|FLOA|DOUB/.test(type);
  return values.every(
    (cell) =>
      typeof cell === 'number' ||
      (typeof cell === 'string' && /INT|REAL|NUM/.test(type) && /^-?(\d+(\.\d+)?|Infinity)$/.test(cell)),
  );
}

/** A result as a table for the terminal: names above, numbers aligned to the right, NULL spelt. */
export function resultToTable(result: QueryResult): string {
  const table = new Table({
    head: result.columns.map(({ name }) => printable(name)),
    colAligns: result.columns.map((_column, index) => (isNumeric(result, index) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
      ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '', 'left-mid': '', mid: '─', 'mid-mid': '  ', right: '', 'right-mid': '', middle: '  ' },
    },
  });
  for (const row of result.rows) table.push(row.map(shownCell));
  return table.toString();
}
