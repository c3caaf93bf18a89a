import { z } from 'zod';
import { runQuery } from '@/app/console/engine';
import { json, route } from '../../reply';
import { answer, askedOf, askedSchema, bodyOf } from '../asked';

export const dynamic = 'force-dynamic';

const bodySchema = askedSchema.extend({ maxRows: z.number().optional() });

/** Runs one query and answers `{ columns, rows, truncated, elapsedMs }`. */
export const POST = route(async (request) => {
  const { maxRows, ...body } = await bodyOf(request, bodySchema);
  const asked = await askedOf(request, body);
  return answer(async () => json(await runQuery({ ...asked, maxRows, wantsTables: true })));
});
