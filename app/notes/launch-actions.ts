'use server';

import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import { launchNoteCell } from '@/db/notes/launch-cell';
import { getNote, type Note } from '@/db/notes/notes';
import { getRun } from '@/db/queries/run';
import { AppError, type FieldIssue, toAppError } from '@/lib/domain/errors';
import { cellUidSchema } from '@/lib/domain/note-content';
import { trackingDatabase } from '../data/database';
import { checkConfig, inLanguage } from '../launch/config-faults';
import { parseConfigText } from '../launch/json-text';
import { indentedConfig } from '../runs/repeat-command';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';
import { currentPerson } from '../session/person';

const launchSchema = z.object({ noteId: z.int().positive(), cellUid: cellUidSchema });

/** The note with the run that was launched, or why none was: by field of the config, or in all. */
export type LaunchAnswer = { note: Note } | { issues: FieldIssue[] };

/** Launches the run whose config a cell holds, as it is saved, and names it in the cell. */
export async function launchCell(input: z.input<typeof launchSchema>): Promise<LaunchAnswer> {
  await requireAccess();
  const db = trackingDatabase();
  const locale = await getLocale();
  const { name } = await currentPerson();
  try {
    const { noteId, cellUid } = parsed(launchSchema, input);
    const { cells, revision } = getNote(db, noteId);
    const text = parseConfigText(cells.find(({ uid }) => uid === cellUid)?.source ?? '');
    if ('fault' in text)
      throw new AppError('invalid_config', 'The run was not launched: the text of the cell is no JSON.');
    const checked = await checkConfig(text.value, locale);
    if ('issues' in checked) return checked;
    launchNoteCell(db, { noteId, revision, cellUid, config: checked.config, by: name });
    return { note: getNote(db, noteId) };
  } catch (error) {
    const { code, message, issues = [] } = toAppError(error);
    if (code === 'internal') throw error;
    return {
      issues: issues.length > 0 ? issues.map((issue) => inLanguage(issue, locale)) : [{ path: '', message }],
    };
  }
}

/** The config of a run as JSON text. @throws AppError `not_found`. */
export async function readRunConfig(runId: number): Promise<string> {
  await requireAccess();
  return indentedConfig(getRun(trackingDatabase(), parsed(z.int().positive(), runId)).config);
}
