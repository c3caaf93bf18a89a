import { LONGEST_JUMP_TEXT } from '@/db/queries/jump';
import { read } from '../../data/read';
import { json, route } from '../reply';

/** What `q` names: runs, experiments, models and notes; the newest runs without it. */
export const GET = route(async (request) => {
  const text = request.nextUrl.searchParams.get('q') ?? '';
  return json(await read('findJumpTargets', text.trim().slice(0, LONGEST_JUMP_TEXT)));
});
