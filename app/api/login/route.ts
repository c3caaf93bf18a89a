import { cookies } from 'next/headers';
import { AppError } from '@/lib/domain/errors';
import { ACCESS_COOKIE, accessCookieValue, isSameSecret, requiredToken } from '../../session/token';
import { readText } from '../read-body';
import { json, openRoute } from '../reply';

const YEAR_SECONDS = 365 * 24 * 3600;
/** Anybody may send the form, so no more of it is held than a token needs. */
const MOST_FORM_BYTES = 16 * 1024;

/** Takes the token of the form field `token` and gives the cookie that lets this browser in; the one open route. */
export const POST = openRoute(async (request) => {
  const token = requiredToken();
  const sent = await readText(request, MOST_FORM_BYTES);
  const form = await formOf(sent, request.headers.get('content-type'));
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

/** The fields of a form that was sent; none of what is no form. */
function formOf(sent: string, type: string | null): Promise<FormData> {
  const form = new Response(sent, { headers: { 'Content-Type': type ?? '' } });
  return form.formData().catch(() => new FormData());
}
