import { cellText } from '@/db/console/cell-text';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { isNumericType } from '@/lib/domain/number-text';

/** Cells to be copied, with the columns they stand in. */
export interface CopiedCells {
  columns: readonly ResultColumn[];
  rows: readonly (readonly Cell[])[];
}

function tsvField(text: string): string {
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Cells as lines of fields between tabs, as spreadsheets take them. Fields with tabs, line breaks or a quote at
 * their start stand in quotes; NULL is an empty field and the empty text `""`. One cell alone is its bare text.
 */
export function toTsv({ columns, rows }: CopiedCells, withNames: boolean): string {
  if (!withNames && rows.length === 1 && rows[0].length === 1) return cellText(rows[0][0]);
  const lines = rows.map((row) => row.map((cell) => (cell === '' ? '""' : tsvField(cellText(cell)))));
  if (withNames) lines.unshift(columns.map(({ name }) => tsvField(name)));
  return lines.map((fields) => fields.join('\t')).join('\n');
}

/** A text that Markdown shows as it is, in a cell of a table. */
function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*[\]~|]/g, '\\$&')
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\r\n|\r|\n/g, '<br>');
}

/** Cells as a table of Markdown with the names of the columns; numbers to the right, NULL in italics. */
export function toMarkdown({ columns, rows }: CopiedCells): string {
  const line = (fields: string[]) => `| ${fields.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map(({ type }) => (isNumericType(type) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell) => (cell === null ? '*NULL*' : markdownText(cellText(cell)))))),
  ].join('\n');
}
