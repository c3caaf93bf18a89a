import { notFound } from 'next/navigation';
import { AppError } from '@/lib/domain/errors';

/** The id in a path; the page is not found when it is none. */
export function idFromPath(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) notFound();
  return Number(text);
}

/** What a query gives; the page is not found when it says so. */
export function orNotFound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  }
}
