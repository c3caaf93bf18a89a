'use server';

import { z } from 'zod';
import { listReproductions, type Reproduction } from '@/db/notes/reproduction-report';
import { type CitedRun, listCitedRuns, reproduceVersion } from '@/db/notes/reproductions';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { type ActionFault, act, parsed } from '../session/act';

const versionSchema = z.object({ noteId: z.int().positive(), version: z.int().positive() });
type Version = z.input<typeof versionSchema>;

/** Launches the runs that a frozen version cites again, with their recorded configs and seeds. */
export async function reproduce(input: Version): Promise<ActionFault> {
  return act((db, by) => {
    reproduceVersion(db, { ...parsed(versionSchema, input), by });
  });
}

/** The runs that a frozen version cites, and how those that were launched to repeat them came out. */
export async function readReproductions(
  input: Version,
): Promise<{ cited: CitedRun[]; reproductions: Reproduction[] }> {
  await requireAccess();
  const { noteId, version } = parsed(versionSchema, input);
  const db = trackingDatabase();
  return {
    cited: listCitedRuns(db, noteId, version),
    reproductions: listReproductions(db, noteId, version),
  };
}
