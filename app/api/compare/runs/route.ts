import { MOST_PICKER_RUNS } from '../../../compare/limits';
import { read } from '../../../data/read';
import { json, route } from '../../reply';

/** Runs to choose from, by a part of the name or by id. */
export const GET = route(async (request) => {
  const search = request.nextUrl.searchParams.get('search') ?? '';
  return json({ runs: await read('listRunChoices', search, MOST_PICKER_RUNS) });
});
