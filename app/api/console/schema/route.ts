import { readSourceSchema } from '@/app/console/engine';
import { json, route } from '../../reply';
import { askedOf } from '../asked';

export const dynamic = 'force-dynamic';

/** The tables of the other sources that `connection` names. */
export const GET = route(async (request) => {
  const connection = request.nextUrl.searchParams.get('connection') ?? '';
  return json(await readSourceSchema(await askedOf(request, { sql: '', params: {}, connection })));
});
