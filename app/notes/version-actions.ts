'use server';

import { z } from 'zod';
import { compareNoteVersions, freezeNote as freezeStoredNote } from '@/db/notes/note-versions';
import { restoreNoteRevision, restoreNoteVersion } from '@/db/notes/restore-version';
import { type CellVerdict, verifyVersion as verifyStoredVersion } from '@/db/notes/verify-version';
import { toAppError } from '@/lib/domain/errors';
import type { NoteComparison } from '@/lib/domain/note-comparison';
import { runQuery } from '../console/engine';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { type ActionFault, act, parsed } from '../session/act';
import { runner } from './runner';

const id = z.int().positive();
const stateSchema = z.union([z.object({ version: id }), z.object({ revision: id }), z.literal('now')]);
const versionSchema = z.object({ noteId: id, version: id });

/** Freezes a note as it is saved, under the next number. */
export async function freezeNote(noteId: number, comment: string): Promise<ActionFault> {
  return act((db, by) => {
    const text = parsed(z.string().trim().max(500), comment);
    freezeStoredNote(db, { noteId: parsed(id, noteId), comment: text, by });
  });
}

/** Makes a frozen version, its text and its results, what the note is. */
export async function restoreVersion(input: z.input<typeof versionSchema>): Promise<ActionFault> {
  return act((db, by) => {
    restoreNoteVersion(db, { ...parsed(versionSchema, input), by });
  });
}

const revisionSchema = z.object({ noteId: id, revision: id });

/** Makes the text of an earlier revision what the note is. */
export async function restoreRevision(input: z.input<typeof revisionSchema>): Promise<ActionFault> {
  return act((db, by) => {
    restoreNoteRevision(db, { ...parsed(revisionSchema, input), by });
  });
}

const compareSchema = z.object({ noteId: id, before: stateSchema, after: stateSchema });

/** Two states of a note, by text and by results. */
export async function compareVersions(
  input: z.input<typeof compareSchema>,
): Promise<{ comparison: NoteComparison } | { fault: string }> {
  await requireAccess();
  try {
    const { noteId, before, after } = parsed(compareSchema, input);
    return { comparison: compareNoteVersions(trackingDatabase(), noteId, before, after) };
  } catch (error) {
    return { fault: toAppError(error).message };
  }
}

/** Runs the queries of a frozen version over today's data and tells for each whether its result is the same. */
export async function verifyVersion(
  input: z.input<typeof versionSchema>,
): Promise<{ verdicts: CellVerdict[] } | { fault: string }> {
  await requireAccess();
  try {
    const version = { ...parsed(versionSchema, input), ...(await runner()) };
    return { verdicts: await verifyStoredVersion(trackingDatabase(), runQuery, version) };
  } catch (error) {
    return { fault: toAppError(error).message };
  }
}
