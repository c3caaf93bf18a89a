'use server';

import { z } from 'zod';
import { readRunParts } from '@/db/notes/run-parts';
import { type KeptTable, RUN_PARTS, type RunPart } from '@/lib/domain/note-content';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';

const partsSchema = z.object({ runId: z.int().positive(), parts: z.array(z.enum(RUN_PARTS)) });

/** Parts of a run as tables: to show in a note, or to keep as they are now. */
export async function readParts(
  input: z.input<typeof partsSchema>,
): Promise<Partial<Record<RunPart, KeptTable>>> {
  await requireAccess();
  const { runId, parts } = parsed(partsSchema, input);
  return readRunParts(trackingDatabase(), runId, parts);
}
