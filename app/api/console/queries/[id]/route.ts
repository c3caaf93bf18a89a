import { queryPool } from '@/app/console/engine';
import { currentPerson } from '@/app/session/person';
import { AppError } from '@/lib/domain/errors';
import { json, route } from '../../../reply';

export const dynamic = 'force-dynamic';

/** Cancels a query of the person who asks: its process is killed. */
export const DELETE = route<{ id: string }>(async (_request, { id }) => {
  const person = await currentPerson();
  if (queryPool().cancel(id, person.id ?? person.name)) return json({ cancelled: true });
  throw new AppError('not_found', 'No such query of yours runs; it may have ended by itself.');
});
