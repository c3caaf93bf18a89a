'use server';

import { z } from 'zod';
import type { SearchHit } from '@/db/queries/search';
import { read } from '../data/read';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';

/** Notes, cells, saved queries and runs that hold every word of a text. */
export async function search(text: string): Promise<SearchHit[]> {
  await requireAccess();
  return read('searchTexts', parsed(z.string().max(1_000), text));
}
