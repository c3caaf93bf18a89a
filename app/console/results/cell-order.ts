import type { Cell } from '@/db/console/query-result';

/** SQLite's order of storage classes: NULL, numbers, texts, blobs. */
function rank(cell: Cell, isNumeric: boolean): number {
  if (cell === null) return 0;
  if (typeof cell === 'number') return 1;
  if (typeof cell === 'object') return 3;
  return isNumeric && isWideNumber(cell) ? 1 : 2;
}

/** True for what stands for a number that JSON cannot hold: long integers, infinities, decimals of a `numeric`. */
function isWideNumber(text: string): boolean {
  return /^-?(\d+(\.\d+)?|Infinity)$/.test(text);
}

/** True for a column that holds numbers by its type. */
export function isNumericType(type: string): boolean {
  return /INT|REAL|FLOA|DOUB|NUM/.test(type);
}

/** True for a cell that is a number: JSON's, or the digits that stand for one in a column of numbers. */
export function isNumber(cell: Cell, type: string): boolean {
  return rank(cell, isNumericType(type)) === 1;
}

/** Order of two numbers; integers of 64 bits, which are texts of their digits, to the last digit. */
function compareNumbers(a: number | string, b: number | string): number {
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
export function compareCells(a: Cell, b: Cell, type: string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const isNumeric = isNumericType(type);
  const rankOfA = rank(a, isNumeric);
  const ranks = rankOfA - rank(b, isNumeric);
  if (ranks !== 0 || a === null || b === null) return ranks;
  if (typeof a === 'object' && typeof b === 'object') return compareTexts(a.hex, b.hex) || a.bytes - b.bytes;
  if (typeof a === 'object' || typeof b === 'object') return 0;
  return rankOfA === 1 ? compareNumbers(a, b) : compareTexts(`${a}`, `${b}`);
}
