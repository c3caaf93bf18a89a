const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * First and last UTC millisecond of an ISO date or time: a date is its whole day, a time without seconds its minute.
 * Without an offset it is UTC. Undefined for a text that is no such time.
 */
export function timeRange(text: string): { low: number; high: number } | undefined {
  const parts = TIME.exec(text.trim());
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDate = new Date(date).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isDate || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59)
    return undefined;
  if (hour === undefined) return { low: date, high: date + DAY - 1 };
  const low =
    date +
    (Number(hour) * 60 + Number(minute)) * MINUTE +
    Number(second ?? 0) * 1_000 +
    Number((fraction ?? '').padEnd(3, '0')) -
    offsetMs(offset);
  const span = second === undefined ? MINUTE : fraction === undefined ? 1_000 : 1;
  return { low, high: low + span - 1 };
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -minutes : minutes) * MINUTE;
}
