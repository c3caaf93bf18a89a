/** A name of a file for a value of a column; what file systems do not take is left out. */
export function fileName({ name }: { name: string }, { row }: { row: number }): string {
  return `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60) || 'cell'}-${row + 1}`;
}
