import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';

/** A query sent as JSON. @throws AppError `invalid_argument` with the faults by field. */
export function parseQuery<S extends z.ZodType>(schema: S, text: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_argument', 'The query must be JSON.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_argument', `The query cannot be read: ${z.prettifyError(parsed.error)}`, {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
