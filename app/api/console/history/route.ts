import { read } from '@/app/data/read';
import { currentPerson } from '@/app/session/person';
import { json, positiveInteger, route } from '../../reply';

export const dynamic = 'force-dynamic';

/** The newest queries that hold a `text`; with `mine`, those of who asks; older than the id `before`. */
export const GET = route(async (request) => {
  const parameters = request.nextUrl.searchParams;
  const before = parameters.get('before');
  const { name } = await currentPerson();
  return json(
    await read('listQueryHistory', {
      text: parameters.get('text')?.slice(0, 500) || undefined,
      by: parameters.has('mine') ? name : undefined,
      before: before ? positiveInteger(before, 'before') : undefined,
    }),
  );
});
