import { LONGEST_JUMP_TEXT } from '@/db/queries/jump';
import { read } from '../../data/read';
import type { JumpFound } from '../../shell/jump-options';
import { json, route } from '../reply';

/** Cells and saved queries in one answer. */
const MOST_TEXTS = 5;

/** What `q` names: runs, experiments, models and notes, and the texts that hold it; the newest runs without it. */
export const GET = route(async (request) => {
  const text = (request.nextUrl.searchParams.get('q') ?? '').trim().slice(0, LONGEST_JUMP_TEXT);
  const [targets, found] = await Promise.all([
    read('findJumpTargets', text),
    // One letter stands in every text.
    text.length > 1 ? read('searchTexts', text) : [],
  ]);
  const texts = found.filter(({ kind }) => kind === 'cell' || kind === 'query').slice(0, MOST_TEXTS);
  return json({ ...targets, texts } satisfies JumpFound);
});
