'use server';

import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { insertNote } from '@/db/notes/save-note';
import { listExperimentNames } from '@/db/queries/run-experiments';
import { NOTE_TEMPLATES } from '@/lib/domain/note-template-names';
import { noteTemplate } from '@/lib/domain/note-templates';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';
import { currentPerson } from '../session/person';

const LONGEST_TITLE = 200;

const templateSchema = z.object({
  template: z.enum(NOTE_TEMPLATES),
  runIds: z.array(z.int().positive()).max(200),
});

/** Makes a note that begins as a study of runs, of those of the newest experiment when none are named, and opens it. */
export async function createStudy(input: z.input<typeof templateSchema>): Promise<void> {
  await requireAccess();
  const { template, runIds } = parsed(templateSchema, input);
  const t = await getTranslations('writing.template');
  const words = {
    question: t(`question.${template}`),
    runs: t('runs'),
    newest: t('newest'),
    conclusion: t('conclusion'),
    heading: (part: string) => t(`heading.${part as 'pruned'}`),
  };
  const newUid = () => randomUUID().replaceAll('-', '');
  const cells = noteTemplate(template, { runIds, words, newUid });
  const { name } = await currentPerson();
  const experiments = listExperimentNames(trackingDatabase(), runIds);
  const study = t(`name.${template}`);
  const title = experiments.length > 0 ? t('titleOf', { study, experiments: experiments.join(', ') }) : study;
  const content = { title: title.slice(0, LONGEST_TITLE), cells };
  redirect(`/notes/${insertNote(trackingDatabase(), content, name)}`);
}
