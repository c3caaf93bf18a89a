'use server';

import { z } from 'zod';
import { resultHash } from '@/db/notes/note-results';
import { freezeNote as freezeStoredNote, getNoteVersion } from '@/db/notes/note-versions';
import { getNote } from '@/db/notes/notes';
import { insertNoteRevision } from '@/db/notes/save-note';
import { toAppError } from '@/lib/domain/errors';
import { type ResultChange, resultChange } from '@/lib/domain/result-change';
import { runQuery } from '../console/engine';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { type ActionFault, act, parsed } from '../session/act';
import { currentPerson } from '../session/person';

const id = z.int().positive();
const versionSchema = z.object({ noteId: id, version: id });

/** Freezes a note as it is saved, under the next number. */
export async function freezeNote(noteId: number, comment: string): Promise<ActionFault> {
  return act((db, by) => {
    const text = parsed(z.string().trim().max(500), comment);
    freezeStoredNote(db, { noteId: parsed(id, noteId), comment: text, by });
  });
}

/** Makes the text of a frozen version the newest revision. */
export async function restoreVersion(input: z.input<typeof versionSchema>): Promise<ActionFault> {
  return act((db, by) => {
    const { noteId, version } = parsed(versionSchema, input);
    const { title, cells } = getNoteVersion(db, noteId, version);
    const { revision } = getNote(db, noteId);
    insertNoteRevision(db, { id: noteId, baseRevision: revision, content: { title, cells }, by });
  });
}

/** What became of one cell of a frozen version when its query was run again. */
export interface CellVerdict {
  cellUid: string;
  sql: string;
  verdict: 'same' | 'different' | 'failed';
  rowsBefore: number;
  rowsNow?: number;
  change?: ResultChange;
  message?: string;
}

/** Runs the queries of a frozen version over today's data and tells for each whether its result is the same. */
export async function verifyVersion(
  input: z.input<typeof versionSchema>,
): Promise<{ verdicts: CellVerdict[] } | { fault: string }> {
  await requireAccess();
  try {
    const { noteId, version } = parsed(versionSchema, input);
    const { cells, results } = getNoteVersion(trackingDatabase(), noteId, version);
    const verdicts: CellVerdict[] = [];
    for (const { uid } of cells) {
      const pinned = results.find(({ cellUid }) => cellUid === uid);
      if (pinned) verdicts.push(await verdictOf(pinned));
    }
    return { verdicts };
  } catch (error) {
    return { fault: toAppError(error).message };
  }
}

type Pinned = ReturnType<typeof getNoteVersion>['results'][number];

async function verdictOf(pinned: Pinned): Promise<CellVerdict> {
  const { cellUid, sql } = pinned;
  const person = await currentPerson();
  const base = { cellUid, sql, rowsBefore: pinned.rows.length };
  try {
    const result = await runQuery({
      sql,
      by: person.name,
      owner: person.id ?? person.name,
      source: 'note',
    });
    const isSame = resultHash(result) === pinned.resultHash;
    return {
      ...base,
      verdict: isSame ? 'same' : 'different',
      rowsNow: result.rows.length,
      change: isSame ? undefined : resultChange(pinned, result),
    };
  } catch (error) {
    return { ...base, verdict: 'failed', message: toAppError(error).message };
  }
}
