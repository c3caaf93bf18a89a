import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LOCALE_COOKIE, preferredLocale, toLocale } from './locale';
import { loadMessages } from './messages';

export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = chosen ? toLocale(chosen) : preferredLocale((await headers()).get('accept-language'));
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: new Date(),
  };
});
