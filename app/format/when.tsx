'use client';

import { useFormatter, useNow } from 'next-intl';

const REFRESH_MS = 30_000;
const RELATIVE_WITHIN_MS = 24 * 3600 * 1000;

/** A moment: how long ago within a day, else the date; the exact time with its zone on hover. */
export function When({ at }: { at: number }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: REFRESH_MS });
  const date = new Date(at);
  const exact = format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' });
  // A moment that the server's clock puts slightly ahead of the page's is now.
  const age = Math.max(0, now.getTime() - at);
  return (
    <time dateTime={date.toISOString()} title={exact} className="nowrap">
      {age < RELATIVE_WITHIN_MS
        ? format.relativeTime(Math.min(at, now.getTime()), now)
        : format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  );
}

/** The time of day of a moment, with date and zone on hover; from 00:00:00: `hour12: false` would say 24 for the first hour on the server. */
export function ClockTime({ at }: { at: number }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time
      dateTime={date.toISOString()}
      title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' })}
    >
      {format.dateTime(date, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      })}
    </time>
  );
}
