'use server';

import { cookies } from 'next/headers';
import { LOCALE_COOKIE, toLocale } from '../i18n/locale';
import { requireAccess } from './access';
import { rememberPerson } from './person';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps the name under which this browser's runs and notes are recorded. */
export async function tellName(form: FormData): Promise<void> {
  await requireAccess();
  const name = String(form.get('name') ?? '');
  if (name.trim()) await rememberPerson(name);
}

/** Chooses the language of the app for this browser. */
export async function chooseLanguage(locale: string): Promise<void> {
  await requireAccess();
  (await cookies()).set(LOCALE_COOKIE, toLocale(locale), {
    sameSite: 'lax',
    maxAge: YEAR_SECONDS,
    path: '/',
  });
}
