import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { cookies } from 'next/headers';

const PERSON_COOKIE = 'lathe_person';
const YEAR_SECONDS = 365 * 24 * 3600;
const LONGEST_NAME = 60;

/** Who sits before the browser. */
export interface Person {
  /** Random id kept in the browser; null until a name was given. */
  id: string | null;
  name: string;
}

/** The person of this request: the name given in the app, else `LATHE_USER`, else the operating system's user. */
export async function currentPerson(): Promise<Person> {
  const value = (await cookies()).get(PERSON_COOKIE)?.value ?? '';
  const split = value.indexOf(':');
  const name = split > 0 ? value.slice(split + 1) : '';
  if (name) return { id: value.slice(0, split), name };
  return { id: null, name: process.env.LATHE_USER || userInfo().username };
}

/** Keeps the name in this browser, under the id it had before. */
export async function rememberPerson(name: string): Promise<Person> {
  const trimmed = name.trim().replace(/\s+/g, ' ').slice(0, LONGEST_NAME);
  const person = { id: (await currentPerson()).id ?? randomUUID(), name: trimmed };
  (await cookies()).set(PERSON_COOKIE, `${person.id}:${person.name}`, {
    httpOnly: true,
    sameSite: 'lax',
    maxAge: YEAR_SECONDS,
    path: '/',
  });
  return person;
}
