import { read } from '../../../data/read';
import { json, route } from '../../reply';

/** Most tags that are proposed: more are not looked through. */
const MOST_TAGS = 50;

/** Tags whose name has the text of `search`, those of most runs first. */
export const GET = route(async (request) => {
  const search = request.nextUrl.searchParams.get('search') ?? '';
  return json({ tags: await read('listTags', MOST_TAGS, search) });
});
