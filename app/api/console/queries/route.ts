import { z } from 'zod';
import { runQuery } from '@/app/console/engine';
import { currentPerson } from '@/app/session/person';
import { AppError, toAppError } from '@/lib/domain/errors';
import { json, route } from '../../reply';

export const dynamic = 'force-dynamic';

const bodySchema = z.object({
  id: z.string().min(8).max(64),
  sql: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
  maxRows: z.number().optional(),
  timeoutMs: z.number().optional(),
});

/** Runs one query and answers `{ columns, rows, truncated, elapsedMs }`; leaving the request cancels it. */
export const POST = route(async (request) => {
  const body = bodySchema.safeParse(await request.json().catch(() => null));
  if (!body.success)
    throw new AppError('invalid_argument', `The query was not run: ${z.prettifyError(body.error)}`);
  const person = await currentPerson();
  try {
    const result = await runQuery({
      ...body.data,
      by: person.name,
      owner: person.id ?? person.name,
      source: 'console',
      signal: request.signal,
    });
    return json(result);
  } catch (error) {
    const { code, message } = toAppError(error);
    // Not a fault of the server: who asked has cancelled.
    if (code === 'cancelled') return json({ error: { code, message, details: [] } }, { status: 409 });
    throw error;
  }
});
