import { z } from 'zod';
import { runQuery } from '@/app/console/engine';
import { json, route } from '../../reply';
import { askedOf, askedSchema, bodyOf } from '../asked';

export const dynamic = 'force-dynamic';

const bodySchema = askedSchema.extend({ maxRows: z.number().optional() });

/** Runs one query and answers `{ columns, rows, truncated, elapsedMs, tables }`. */
export const POST = route(async (request) => {
  const { maxRows, ...body } = await bodyOf(request, bodySchema);
  return json(await runQuery({ ...(await askedOf(request, body)), maxRows, wantsTables: true }));
});
