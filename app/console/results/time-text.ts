/** A time in UTC milliseconds as it is written; undefined for what is none of the last or next decades. */
export function timeText(value: unknown): string | undefined {
  if (typeof value !== 'number' || value < 1e11 || value > 1e14) return undefined;
  return new Date(value).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
