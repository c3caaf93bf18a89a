import { positiveInteger, route } from '@/app/api/reply';
import { openDatabase } from '@/app/data/database';
import { findRunOfModel } from '@/db/queries/models';
import { AppError } from '@/lib/domain/errors';

export const dynamic = 'force-dynamic';

/** A model is shown by the run that made it: its address leads there. */
export const GET = route<{ id: string }>(async (_request, { id }) => {
  const modelId = positiveInteger(id, 'The id of a model');
  const runId = findRunOfModel(await openDatabase(), modelId);
  if (runId === undefined) throw new AppError('not_found', `There is no model ${modelId}.`);
  return new Response(null, { status: 307, headers: { Location: `/runs/${runId}` } });
});
