import { readExportedNote } from '@/db/notes/export/exported-note';
import { noteMarkdown } from '@/db/notes/export/note-markdown';
import { noteNotebook } from '@/db/notes/export/note-notebook';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../../../data/database';
import { exportWords } from '../../../../notes/export-words';
import { contentDisposition } from '../../../../runs/artifacts/attachment';
import { positiveInteger, route } from '../../../reply';

const FORMATS = {
  md: { write: noteMarkdown, type: 'text/markdown; charset=utf-8' },
  ipynb: { write: noteNotebook, type: 'application/x-ipynb+json' },
};

/** A note as a file with its results: `?format=md` or `ipynb`, with `version` a frozen one. */
export const GET = route<{ id: string }>(async (request, { id }) => {
  const { searchParams } = new URL(request.url);
  const format = searchParams.get('format') ?? '';
  if (!Object.hasOwn(FORMATS, format))
    throw new AppError(
      'invalid_argument',
      `A note is exported as one of ${Object.keys(FORMATS).join(', ')}; the format asked for is "${format}".`,
    );
  const { write, type } = FORMATS[format as keyof typeof FORMATS];
  const version = searchParams.get('version');
  const note = readExportedNote(
    trackingDatabase(),
    positiveInteger(id, 'The id of a note'),
    version === null ? null : positiveInteger(version, 'The version of a note'),
  );
  const name = note.title.replace(/[\\/:*?"<>|\s]+/g, ' ').trim();
  return new Response(write(note, await exportWords(note)), {
    headers: {
      'Content-Type': type,
      'Content-Disposition': contentDisposition(`${name || `note ${note.id}`}.${format}`),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  });
});
