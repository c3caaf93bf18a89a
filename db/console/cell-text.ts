import type { Cell } from './query-result';

/** A value as text with all its digits: NULL is empty, a blob its hex digits. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? cell.hex : String(cell);
}
