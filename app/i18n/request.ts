import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LOCALE_COOKIE, preferredLocale, toLocale } from './locale';
import { loadMessages } from './messages';
import { shownTimeZone, TIME_ZONE_COOKIE } from './time-zone';

export default getRequestConfig(async () => {
  const kept = await cookies();
  const chosen = kept.get(LOCALE_COOKIE)?.value;
  const locale = chosen ? toLocale(chosen) : preferredLocale((await headers()).get('accept-language'));
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: shownTimeZone(kept.get(TIME_ZONE_COOKIE)?.value),
    now: new Date(),
  };
});
