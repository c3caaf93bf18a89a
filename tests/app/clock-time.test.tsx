import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ClockTime } from '@/app/format/when';

it.each(['en', 'zh-CN'] as const)(
  'the first hour of the day is 00 on the server as in the browser (%s)',
  (locale) => {
    const at = Date.UTC(2026, 10, 26, 0, 57, 30);
    const shown = renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} timeZone="UTC" messages={{}}>
        <ClockTime at={at} />
      </NextIntlClientProvider>,
    );
    expect(shown).toBe('<time>00:57:30</time>');
  },
);
