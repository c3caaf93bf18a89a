import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ClockTime } from '@/app/format/when';

it.each([
  ['en', 'Nov 26, 2026, 12:57:30 AM UTC'],
  ['zh-CN', '2026年11月26日 UTC 00:57:30'],
] as const)(
  'the first hour of the day is 00 on the server as in the browser, with date and zone on hover (%s)',
  (locale, exact) => {
    const at = Date.UTC(2026, 10, 26, 0, 57, 30);
    const shown = renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} timeZone="UTC" messages={{}}>
        <ClockTime at={at} />
      </NextIntlClientProvider>,
    );
    // Some versions of the formats have a narrow space before AM.
    expect(shown.replaceAll('\u202f', ' ')).toBe(
      `<time dateTime="2026-11-26T00:57:30.000Z" title="${exact}">00:57:30</time>`,
    );
  },
);
