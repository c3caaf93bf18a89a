import { csvField } from '../csv-field';
import { cellText } from './cell-text';
import type { QueryResult } from './query-result';

/**
 * A result as CSV by RFC 4180: a line of names, lines end in CRLF. NULL is an empty field, the empty text `""`, a
 * blob its hex digits.
 */
export function resultToCsv(result: Pick<QueryResult, 'columns' | 'rows'>): string {
  const lines = [
    result.columns.map(({ name }) => csvField(name)),
    ...result.rows.map((row) => row.map((cell) => (cell === '' ? '""' : csvField(cellText(cell))))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
