import { csvField } from '../csv-field';
import type { CellValue } from '../queries/run-grid-types';
import type { ExportTable } from './export-table';

/** CSV by RFC 4180: a missing value is an empty field, the empty text `""`; NaN and Infinity are spelled; times ISO, UTC. */
export async function* csvOf({ columns, chunks }: ExportTable): AsyncGenerator<string> {
  yield line(columns.map(({ title }) => csvField(title)));
  for await (const rows of chunks) {
    yield rows
      .map((row) => line(row.map((value, place) => csvCell(readable(value, columns[place].kind)))))
      .join('');
  }
}

function line(fields: string[]): string {
  return `${fields.join(',')}\r\n`;
}

function csvCell(value: CellValue): string {
  if (value === null) return '';
  return value === '' ? '""' : csvField(exact(value));
}

/** JSON: an array of one object a row; NaN and the infinities are strings, times ISO, UTC. */
export async function* jsonOf({ columns, chunks }: ExportTable): AsyncGenerator<string> {
  let before = '[\n';
  for await (const rows of chunks) {
    let text = '';
    for (const row of rows) {
      const entries = row.map((value, place) => {
        const cell = readable(value, columns[place].kind);
        const isExact = typeof cell === 'number' && Number.isFinite(cell);
        const json = isExact ? exact(cell) : JSON.stringify(typeof cell === 'number' ? String(cell) : cell);
        return `${JSON.stringify(columns[place].title)}:${json}`;
      });
      text += `${before}{${entries.join(',')}}`;
      before = ',\n';
    }
    yield text;
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function readable(value: CellValue, kind: string): CellValue {
  return kind === 'time' && typeof value === 'number' ? new Date(value).toISOString() : value;
}

/** A number so that reading it gives the same one, its sign included. */
function exact(value: number | string): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
