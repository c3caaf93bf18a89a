import type { NextRequest } from 'next/server';
import { AppError, httpStatus, toAppError } from '@/lib/domain/errors';
import { unauthorized } from '../session/access';
import { secured } from '../session/security-headers';
import { ACCESS_COOKIE, hostFault, mayPass } from '../session/token';

/** The error of a failed request as `{ error: { code, message, details } }`; details are the faults by field. */
export function errorReply(error: unknown): Response {
  const { code, message, issues } = toAppError(error);
  if (httpStatus(code) === 500) console.error(error);
  const headers = new Headers(code === 'unauthorized' ? { 'WWW-Authenticate': 'Bearer' } : undefined);
  return Response.json({ error: { code, message, details: issues } }, { status: httpStatus(code), headers });
}

/** A value as JSON in which NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity". */
export function json(value: unknown, init?: ResponseInit): Response {
  const body = JSON.stringify(value, (_key, item) =>
    typeof item === 'number' && !Number.isFinite(item) ? String(item) : item,
  );
  const headers = new Headers(init?.headers);
  headers.set('Content-Type', 'application/json; charset=utf-8');
  headers.set('Cache-Control', 'no-store');
  return new Response(body, { ...init, headers });
}

type Handle<P> = (request: NextRequest, params: P) => Promise<Response> | Response;
type Route<P> = (request: NextRequest, context: { params: Promise<P> }) => Promise<Response>;

/** What a browser may do with a reply that it opens as a page: nothing. */
const REPLY_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** As {@link route}, for everybody: no token is asked for. */
export function openRoute<P = Record<string, never>>(handle: Handle<P>): Route<P> {
  return async (request, context) => {
    const answer = async () => {
      try {
        const message = hostFault(request.headers.get('host'));
        if (message) return Response.json({ error: { code: 'unauthorized', message } }, { status: 421 });
        if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request.headers);
        return await handle(request, await context.params);
      } catch (error) {
        return errorReply(error);
      }
    };
    return secured(await answer(), REPLY_POLICY);
  };
}

/**
 * A route handler that asks for the token, answers to this server's own names, refuses changes that another site started,
 * turns what it throws into an error reply, and gives each reply the security headers.
 */
export function route<P = Record<string, never>>(handle: Handle<P>): Route<P> {
  return openRoute<P>((request, params) => {
    const cookie = request.cookies.get(ACCESS_COOKIE)?.value;
    if (!mayPass({ cookie, authorization: request.headers.get('authorization') })) throw unauthorized();
    return handle(request, params);
  });
}

/** A positive whole number from a path or query. */
export function positiveInteger(value: string | null | undefined, name: string): number {
  if (value && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new AppError('invalid_argument', `${name} must be a whole number from 1; it is "${value ?? ''}".`);
}

/** @throws AppError `unauthorized` when a page of another site started the request. */
function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const isOurs =
    site !== null
      ? site === 'same-origin' || site === 'none'
      : origin === null || (URL.canParse(origin) && new URL(origin).host === headers.get('host'));
  if (isOurs) return;
  throw new AppError('unauthorized', 'The request was refused: it was started by a page of another site.');
}
