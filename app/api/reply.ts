import type { NextRequest } from 'next/server';
import { AppError, httpStatus, toAppError } from '@/lib/domain/errors';
import { unauthorized } from '../session/access';
import { ACCESS_COOKIE, mayPass } from '../session/token';

/** The error of a failed request as `{ error: { code, message, details } }`; details are the faults by field. */
export function errorReply(error: unknown): Response {
  const { code, message, issues } = toAppError(error);
  if (httpStatus(code) === 500) console.error(error);
  return Response.json({ error: { code, message, details: issues } }, { status: httpStatus(code) });
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

/**
 * A route handler that asks for the token, refuses changes that another site started, and turns what it throws
 * into an error reply.
 */
export function route<P = Record<string, never>>(
  handle: (request: NextRequest, params: P) => Promise<Response> | Response,
): (request: NextRequest, context: { params: Promise<P> }) => Promise<Response> {
  return async (request, context) => {
    try {
      const cookie = request.cookies.get(ACCESS_COOKIE)?.value;
      if (!mayPass({ cookie, authorization: request.headers.get('authorization') })) throw unauthorized();
      if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request.headers);
      return await handle(request, await context.params);
    } catch (error) {
      return errorReply(error);
    }
  };
}

/** A positive whole number from a path or query. */
export function positiveInteger(value: string | null | undefined, name: string): number {
  if (value && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new AppError('invalid_argument', `${name} must be a whole number from 1; it is "${value ?? ''}".`);
}

/** @throws AppError `unauthorized` when a page of another site started the request. */
export function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const isOurs =
    site !== null
      ? site === 'same-origin' || site === 'none'
      : origin === null || (URL.canParse(origin) && new URL(origin).host === headers.get('host'));
  if (isOurs) return;
  throw new AppError('unauthorized', 'The request was refused: it was started by a page of another site.');
}
