import type { Cell, ResultColumn } from '@/db/console/query-result';
import { isNumericType } from '@/lib/domain/number-text';

/** A cell whose long integer is known to be one, also in a column of several types. */
export type ExactCell = Cell | bigint;

/** The cells of a column with the numbers as such that JSON cannot hold, where its type does not tell them from texts. */
export function exactCell({ wideRows }: ResultColumn): (cell: Cell, row: number) => ExactCell {
  const wide = new Set(wideRows);
  return (cell, row) => {
    if (!wide.has(row) || typeof cell !== 'string') return cell;
    return /^-?\d+$/.test(cell) ? BigInt(cell) : Number(cell);
  };
}

/** SQLite's order of storage classes: NULL, numbers, texts, blobs. */
function rank(cell: ExactCell, isNumeric: boolean): number {
  if (cell === null) return 0;
  if (typeof cell === 'number' || typeof cell === 'bigint') return 1;
  if (typeof cell === 'object') return 3;
  return isNumeric && isWideNumber(cell) ? 1 : 2;
}

/** True for what stands for a number that JSON cannot hold: long integers, infinities, decimals of a `numeric`. */
function isWideNumber(text: string): boolean {
  return /^-?(\d+(\.\d+)?|Infinity)$/.test(text);
}

/** True for a cell that is a number: JSON's, or the digits that stand for one in a column of numbers. */
export function isNumber(cell: ExactCell, type: string): boolean {
  return rank(cell, isNumericType(type)) === 1;
}

/** Order of two numbers; integers of 64 bits, which are texts of their digits, to the last digit. */
function compareNumbers(a: number | bigint | string, b: number | bigint | string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || !/^-?\d+$/.test(`${a}`) || !/^-?\d+$/.test(`${b}`))
    return Number.isNaN(difference) ? 0 : difference;
  const exact = BigInt(`${a}`) - BigInt(`${b}`);
  return exact < 0n ? -1 : Number(exact > 0n);
}

/** Order of two texts by the bytes of their UTF-8, as SQLite's BINARY collation has it. */
function compareTexts(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === end) return a.length - b.length;
  // UTF-16 puts what is written as two halves before U+E000, UTF-8 puts it last.
  const place = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
  return place(a.charCodeAt(at)) - place(b.charCodeAt(at));
}

/** Order of two cells of a column as SQLite sorts them; integers of 64 bits to the last digit. */
export function compareCells(a: ExactCell, b: ExactCell, type: string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const isNumeric = isNumericType(type);
  const rankOfA = rank(a, isNumeric);
  const ranks = rankOfA - rank(b, isNumeric);
  if (ranks !== 0 || a === null || b === null) return ranks;
  if (typeof a === 'object' && typeof b === 'object') return compareTexts(a.hex, b.hex) || a.bytes - b.bytes;
  if (typeof a === 'object' || typeof b === 'object') return 0;
  return rankOfA === 1 ? compareNumbers(a, b) : compareTexts(`${a}`, `${b}`);
}
