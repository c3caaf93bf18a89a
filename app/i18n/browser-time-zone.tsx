'use client';

import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { TIME_ZONE_COOKIE } from './time-zone';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Tells the server where this browser is, and has the page drawn anew when its times are of another zone. */
export function BrowserTimeZone() {
  const router = useRouter();
  const drawn = useTimeZone();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === drawn) return;
    const value = encodeURIComponent(own);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there without TLS
    document.cookie = `${TIME_ZONE_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    router.refresh();
  }, [drawn, router]);
  return null;
}
