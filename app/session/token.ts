import { createHash, timingSafeEqual } from 'node:crypto';

/** Cookie that says that its bearer has shown the token. */
export const ACCESS_COOKIE = 'lathe_access';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The secret that every request must show, or undefined when the app is open to this machine only. */
export function requiredToken(): string | undefined {
  return process.env.LATHE_TOKEN || undefined;
}

/** What the cookie holds: a digest, so that the token itself never lies in a browser. */
export function accessCookieValue(token: string): string {
  return createHash('sha256').update(`lathe-access:${token}`).digest('hex');
}

/** True when both are the same, in a time that does not depend on where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** True when a request may pass: no token is asked for, or it shows it by cookie or as a bearer. */
export function mayPass(shown: { cookie?: string; authorization?: string | null }): boolean {
  const token = requiredToken();
  if (token === undefined) return true;
  if (shown.authorization?.startsWith('Bearer '))
    return isSameSecret(shown.authorization.slice(7).trim(), token);
  return shown.cookie !== undefined && isSameSecret(shown.cookie, accessCookieValue(token));
}

/**
 * What is wrong with the `Host` header; undefined for one that the app is served under. Without a token it answers this
 * machine's own names only: a foreign page could otherwise point its own name at 127.0.0.1 and read everything.
 */
export function hostFault(host: string | null): string | undefined {
  if (requiredToken() !== undefined || (host !== null && LOOPBACK.test(host))) return undefined;
  return `The app was asked for under the name "${host}". Without LATHE_TOKEN it answers to localhost and 127.0.0.1 only: set LATHE_TOKEN to serve it under another name.`;
}
