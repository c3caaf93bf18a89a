import type { Cell, QueryResult } from './query-result';

/** A cell as text: NULL is empty, a blob its hex digits. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? cell.hex : String(cell);
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A result as CSV by RFC 4180: a line of names, lines end in CRLF. NULL is an empty field, the empty text `""`, a
 * blob its hex digits.
 */
export function resultToCsv(result: Pick<QueryResult, 'columns' | 'rows'>): string {
  const lines = [
    result.columns.map(({ name }) => field(name)),
    ...result.rows.map((row) => row.map((cell) => (cell === '' ? '""' : field(cellText(cell))))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
