import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { unauthorized } from './app/session/access';
import { secured } from './app/session/security-headers';
import { ACCESS_COOKIE, hostFault, mayPass } from './app/session/token';

const isDevelopment = process.env.NODE_ENV === 'development';

/** Policy of a page: scripts of this origin that carry the nonce, nothing from elsewhere. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Grid, charts and editor place their parts by style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Every request for a page: the token, the host name, the security headers. Built files need none of it; the routes of the
 * API see to it themselves, by `route` in app/api/reply.ts.
 */
export default function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce);

  const message = hostFault(request.headers.get('host'));
  if (message) {
    return secured(NextResponse.json({ error: { code: 'unauthorized', message } }, { status: 421 }), policy);
  }
  const isAllowed = mayPass({
    cookie: request.cookies.get(ACCESS_COOKIE)?.value,
    authorization: request.headers.get('authorization'),
  });
  const isLogin = request.nextUrl.pathname === '/login';
  if (!isAllowed && request.method !== 'GET') {
    const { code, message } = unauthorized();
    const reply = NextResponse.json({ error: { code, message } }, { status: 401 });
    reply.headers.set('WWW-Authenticate', 'Bearer');
    return secured(reply, policy);
  }

  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  if (isAllowed || isLogin) return secured(NextResponse.next({ request: { headers } }), policy);
  const login = new URL('/login', request.url);
  return secured(NextResponse.rewrite(login, { request: { headers } }), policy);
}

export const config = { matcher: ['/((?!api/|_next/static/|_next/image|favicon\\.(?:svg|ico)$).*)'] };
