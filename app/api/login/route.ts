import { cookies } from 'next/headers';
import { AppError } from '@/lib/domain/errors';
import { ACCESS_COOKIE, accessCookieValue, isSameSecret, requiredToken } from '../../session/token';
import { json, openRoute } from '../reply';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Takes the token of the form field `token` and gives the cookie that lets this browser in; the one open route. */
export const POST = openRoute(async (request) => {
  const token = requiredToken();
  const form = await request.formData().catch(() => new FormData());
  if (token !== undefined && !isSameSecret(String(form.get('token') ?? '').trim(), token)) {
    throw new AppError('unauthorized', 'Signing in needs the value of LATHE_TOKEN; another one was given.');
  }
  if (token !== undefined) {
    (await cookies()).set(ACCESS_COOKIE, accessCookieValue(token), {
      httpOnly: true,
      sameSite: 'strict',
      maxAge: YEAR_SECONDS,
      path: '/',
    });
  }
  return json({ signedIn: true });
});
