'use server';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { IMPORT_FAULTS } from '@/db/notes/import/import-fault';
import { importNote as importIntoNotes } from '@/db/notes/import/import-note';
import { toAppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';
import { currentPerson } from '../session/person';
import type { Failure } from './actions';

const fileSchema = z.object({ fileName: z.string().max(500), text: z.string() });

/** Makes a note of a Markdown file or a Jupyter notebook. */
export async function importNote(input: z.input<typeof fileSchema>): Promise<{ noteId: number } | Failure> {
  await requireAccess();
  try {
    const { name } = await currentPerson();
    return { noteId: importIntoNotes(trackingDatabase(), { ...parsed(fileSchema, input), by: name }) };
  } catch (error) {
    const { code, message, issues } = toAppError(error);
    const fault = IMPORT_FAULTS.find((one) => code === 'file_invalid' && one === issues[0]?.path);
    if (!fault) return { error: { code, message } };
    const t = await getTranslations('notes.importFault');
    return { error: { code, message: t(fault, { detail: issues[0].message }) } };
  }
}
