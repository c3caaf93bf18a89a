import { z } from 'zod';
import type { TrackingDatabase } from '@/db/client';
import { AppError, toAppError } from '@/lib/domain/errors';
import { openDatabase } from '../data/database';
import { currentPerson } from './person';

/** Why an action did nothing; undefined when it did what it should. */
export type ActionFault = { code: string; message: string } | undefined;

/** Changes the database in the name of who asks; a fault that was to be expected is an answer. */
export async function act(
  change: (db: TrackingDatabase, person: string) => void | Promise<void>,
): Promise<ActionFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  try {
    await change(db, name);
    return undefined;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'internal') throw error;
    return { code, message };
  }
}

/**
 * What a browser sent, read by a schema.
 *
 * @throws AppError `invalid_argument` for another shape.
 */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new AppError('invalid_argument', `The request cannot be read: ${z.prettifyError(error)}`);
}
