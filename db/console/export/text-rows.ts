import { isNumberText } from '@/lib/domain/number-text';
import { csvField } from '../../csv-field';
import type { SqliteValue } from '../sqlite-value';

/** Writes rows of one result as text; what is kept back at one row comes with a later one or the end. */
export interface TextRows {
  /** Before the first row. */
  begin(): string;
  row(values: readonly SqliteValue[], isFirst: boolean): string;
  /** After the last of `count` rows. */
  end(count: number): string;
}

/** Rows of CSV that are written at once, unless their texts are long. */
const CSV_ROWS = 64;
const CSV_TEXT_LENGTH = 64 * 1024;

/** A text that a spreadsheet would calculate; numbers, also negative ones, are none. */
const FORMULA = /^[=+\-@\t\r\n]/;

/**
 * CSV by RFC 4180: a line of names, lines end in CRLF. NULL is an empty field, the empty text `""`, a blob its hex
 * digits, an infinity its name.
 *
 * Numbers are written by JSON, which makes many of them a text at a third of the cost of one by one, with the same digits;
 * a `null` of it stands for each other value.
 *
 * @param isSpreadsheetSafe puts `'` before texts that begin as a formula does (OWASP, CSV injection) and are no numbers.
 */
export function csvRows(
  names: readonly string[],
  { withBom, isSpreadsheetSafe }: { withBom: boolean; isSpreadsheetSafe: boolean },
): TextRows {
  const field = (value: SqliteValue): string => {
    if (value === null) return '';
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (typeof value !== 'string') return value.toString('hex');
    if (value === '') return '""';
    return csvField(isSpreadsheetSafe && FORMULA.test(value) && !isNumberText(value) ? `'${value}` : value);
  };
  let numbers: (number | null)[][] = [];
  let others: string[] = [];
  let otherLength = 0;
  const keep = (value: SqliteValue): null => {
    const text = field(value);
    others.push(text);
    otherLength += text.length;
    return null;
  };
  const kept = () => {
    if (numbers.length === 0) return '';
    const parts = JSON.stringify(numbers).slice(2, -2).replaceAll('],[', '\r\n').split('null');
    let text = parts[0];
    for (let index = 0; index < others.length; index++) text += others[index] + parts[index + 1];
    numbers = [];
    others = [];
    otherLength = 0;
    return `${text}\r\n`;
  };
  return {
    begin: () => `${withBom ? '\uFEFF' : ''}${names.map(csvField).join(',')}\r\n`,
    row: (values) => {
      const row: (number | null)[] = [];
      for (const value of values) {
        if (typeof value === 'number' && Number.isFinite(value)) row.push(value);
        else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) row.push(Number(value));
        else row.push(keep(value));
      }
      numbers.push(row);
      return numbers.length === CSV_ROWS || otherLength > CSV_TEXT_LENGTH ? kept() : '';
    },
    end: kept,
  };
}

function jsonValue(value: SqliteValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? String(number) : `"${value}"`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  return `{"bytes":${value.length},"hex":"${value.toString('hex')}"}`;
}

/**
 * JSON: an object a row, by the names of the columns, in an array or (`isLines`) a line each. Integers beyond 2^53 are
 * strings of their digits, infinities strings, blobs `{bytes, hex}`.
 */
export function jsonRows(names: readonly string[], isLines: boolean): TextRows {
  const keys = names.map((name, index) => `${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
  const object = (values: readonly SqliteValue[]) => {
    let text = '{';
    for (let index = 0; index < values.length; index++) text += keys[index] + jsonValue(values[index]);
    return `${text}}`;
  };
  if (isLines) return { begin: () => '', row: (values) => `${object(values)}\n`, end: () => '' };
  return {
    begin: () => '[',
    row: (values, isFirst) => `${isFirst ? '\n' : ',\n'}${object(values)}`,
    end: (count) => (count === 0 ? ']\n' : '\n]\n'),
  };
}
