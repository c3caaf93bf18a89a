import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { currentPerson } from '@/app/session/person';
import type { Asked } from '@/db/console/query';
import { AppError } from '@/lib/domain/errors';
import { paramValues, typedParamsSchema } from '@/lib/domain/typed-param';
import { readText } from '../read-body';

/** What each request about a statement carries. */
export const askedSchema = z.object({
  id: z.string().min(8).max(64).optional(),
  sql: z.string(),
  params: typedParamsSchema.default({}),
  timeoutMs: z.number().optional(),
  connection: z.string().default(''),
});

/** What is asked, by whom; leaving the request cancels it. */
export async function askedOf(
  request: NextRequest,
  { params, ...body }: z.infer<typeof askedSchema>,
): Promise<Asked> {
  const person = await currentPerson();
  return {
    ...body,
    params: paramValues(params),
    by: person.name,
    owner: person.id ?? person.name,
    source: 'console',
    signal: request.signal,
  };
}

/**
 * The body of a request.
 *
 * @throws AppError `invalid_argument` for another shape, or for one that is too long.
 */
export async function bodyOf<T extends z.ZodType>(request: NextRequest, schema: T): Promise<z.infer<T>> {
  const body = schema.safeParse(parsed(await readText(request)));
  if (body.success) return body.data;
  throw new AppError('invalid_argument', `The query was not run: ${z.prettifyError(body.error)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
