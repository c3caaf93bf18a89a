import type { Cell } from '@/db/console/query-result';

/** SQLite's order of storage classes: NULL, numbers, texts, blobs. */
function rank(cell: Cell, isNumeric: boolean): number {
  if (cell === null) return 0;
  if (typeof cell === 'number') return 1;
  if (typeof cell === 'object') return 3;
  return isNumeric && isWideNumber(cell) ? 1 : 2;
}

/** True for what stands for a number that JSON cannot hold. */
function isWideNumber(text: string): boolean {
  return /^-?(\d{16,19}|Infinity)$/.test(text);
}

/** True for a column that holds numbers by its type. */
export function isNumericType(type: string): boolean {
  return /INT|REAL|FLOA|DOUB|NUM/.test(type);
}

/** Order of two cells of a column as SQLite sorts them; integers of 64 bits to the last digit. */
export function compareCells(a: Cell, b: Cell, type: string): number {
  const isNumeric = isNumericType(type);
  const ranks = rank(a, isNumeric) - rank(b, isNumeric);
  if (ranks !== 0 || a === null || b === null) return ranks;
  if (typeof a === 'object' && typeof b === 'object') return a.hex < b.hex ? -1 : Number(a.hex > b.hex);
  if (rank(a, isNumeric) === 1) {
    const difference = Number(a) - Number(b);
    if (difference !== 0 || !/^-?\d+$/.test(`${a}`) || !/^-?\d+$/.test(`${b}`))
      return Number.isNaN(difference) ? 0 : difference;
    const exact = BigInt(`${a}`) - BigInt(`${b}`);
    return exact < 0n ? -1 : Number(exact > 0n);
  }
  return a < b ? -1 : Number(a > b);
}
