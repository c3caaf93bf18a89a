/** Cookie that holds the time zone of this browser. */
export const TIME_ZONE_COOKIE = 'lathe_time_zone';

/** The time zone that times are shown in: what the browser said, else the server's. */
export function shownTimeZone(said: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!said) return own;
  try {
    // It throws for what is no zone.
    Intl.DateTimeFormat('en', { timeZone: said });
    return said;
  } catch {
    return own;
  }
}
