import { read } from '../../../data/read';
import { json, route } from '../../reply';

/** Tags and values that the completion of filters proposes; with `param` the values of that param. */
export const GET = route(async (request) => {
  const param = new URL(request.url).searchParams.get('param');
  if (param !== null) return json({ values: await read('listParamValues', param) });
  return json(await read('listRunVocabulary'));
});
