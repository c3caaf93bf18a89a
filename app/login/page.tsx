import { cookies, headers } from 'next/headers';
import { redirect, unauthorized } from 'next/navigation';
import { ACCESS_COOKIE, mayPass } from '../session/token';

/** Where requests without the token are led: the sign-in page, with status 401. */
export default async function LoginPage() {
  const cookie = (await cookies()).get(ACCESS_COOKIE)?.value;
  const authorization = (await headers()).get('authorization');
  if (mayPass({ cookie, authorization })) redirect('/');
  unauthorized();
}
