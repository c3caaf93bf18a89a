'use server';

import { z } from 'zod';
import { type Mentioned, readMentioned } from '@/db/queries/mentioned';
import { MENTIONED_KINDS } from '@/lib/domain/note-mentions';
import { trackingDatabase } from '../data/database';
import { read } from '../data/read';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';

const mentionsSchema = z
  .array(z.object({ kind: z.enum(MENTIONED_KINDS), id: z.int().positive() }))
  .max(1_000);

/** What the mentions of texts name, as it is now. */
export async function readMentions(input: z.input<typeof mentionsSchema>): Promise<Mentioned[]> {
  await requireAccess();
  return readMentioned(trackingDatabase(), parsed(mentionsSchema, input));
}

/** People to mention, by a part of their name. */
export async function findPeople(part: string): Promise<string[]> {
  await requireAccess();
  return read('listPeople', parsed(z.string().max(60), part));
}
