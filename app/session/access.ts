import { cookies, headers } from 'next/headers';
import { AppError } from '@/lib/domain/errors';
import { ACCESS_COOKIE, mayPass } from './token';

/**
 * For pages, server actions and whatever reads data for them.
 *
 * @throws AppError `unauthorized` when a token is asked for and the request does not show it.
 */
export async function requireAccess(): Promise<void> {
  const cookie = (await cookies()).get(ACCESS_COOKIE)?.value;
  const authorization = (await headers()).get('authorization');
  if (!mayPass({ cookie, authorization })) throw unauthorized();
}

/** The error of a request without the token. */
export function unauthorized(): AppError {
  return new AppError(
    'unauthorized',
    'This server asks for a token and the request did not show it. Sign in at /login, or send "Authorization: Bearer TOKEN".',
  );
}
