import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { ACCESS_COOKIE, isKnownHost, mayPass } from './app/session/token';

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

function secured(response: NextResponse, policy: string): NextResponse {
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set('X-Frame-Options', 'DENY');
  response.headers.set('Referrer-Policy', 'same-origin');
  response.headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  response.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return response;
}

/** Every request but those for built files: the token, the host name, the security headers. */
export default function proxy(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  const isApi = pathname.startsWith('/api/');
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce);

  if (!isKnownHost(request.headers.get('host'))) {
    const message = `The app was asked for under the name "${request.headers.get('host')}". Without LATHE_TOKEN it answers to localhost and 127.0.0.1 only: set LATHE_TOKEN to serve it under another name.`;
    return secured(NextResponse.json({ error: { code: 'unauthorized', message } }, { status: 421 }), policy);
  }
  const isAllowed = mayPass({
    cookie: request.cookies.get(ACCESS_COOKIE)?.value,
    authorization: request.headers.get('authorization'),
  });
  const isLogin = pathname === '/login' || pathname === '/api/login';
  if (!isAllowed && !isLogin && (isApi || request.method !== 'GET')) {
    const message =
      'This server asks for a token. Sign in at /login, or send "Authorization: Bearer TOKEN" (the value of LATHE_TOKEN).';
    const reply = NextResponse.json({ error: { code: 'unauthorized', message } }, { status: 401 });
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

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.svg|favicon.ico).*)'] };
