import { notFound } from 'next/navigation';
import { toAppError } from '@/lib/domain/errors';

/** What is asked for; an address that names nothing is answered by the page for it. */
export function orNotFound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (toAppError(error).code === 'not_found') notFound();
    throw error;
  }
}
