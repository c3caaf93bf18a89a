import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/global.css';
import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { BrowserTimeZone } from './i18n/browser-time-zone';
import { LiveProvider } from './live/live-provider';
import { runPoller } from './live/run-poller';
import { currentPerson } from './session/person';
import { ACCESS_COOKIE, mayPass } from './session/token';
import { AppFrame } from './shell/app-frame';
import { Notices } from './shell/notices';
import { cssVariablesResolver, theme } from './theme/mantine';

export const metadata: Metadata = {
  title: { default: 'Lathe', template: '%s · Lathe' },
  description: 'Experiment tracking and analytics for model compression',
  icons: { icon: '/favicon.svg' },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const requestHeaders = await headers();
  const nonce = requestHeaders.get('x-nonce') ?? undefined;
  const isSignedIn = mayPass({
    cookie: (await cookies()).get(ACCESS_COOKIE)?.value,
    authorization: requestHeaders.get('authorization'),
  });
  const person = await currentPerson();
  // Taken before the page below is read: what changes from here on is missing in it.
  const { version } = runPoller();
  return (
    <html lang={await getLocale()} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <NextIntlClientProvider>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={cssVariablesResolver}
            defaultColorScheme="auto"
          >
            <BrowserTimeZone />
            <Notices />
            {isSignedIn ? (
              <LiveProvider drawnAt={version}>
                <AppFrame person={person}>{children}</AppFrame>
              </LiveProvider>
            ) : (
              children
            )}
          </MantineProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
