import type { NextRequest } from 'next/server';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ExportWords } from '@/db/notes/export/export-text';
import { type ExportedNote, readExportedNote } from '@/db/notes/export/exported-note';
import { noteMarkdown } from '@/db/notes/export/note-markdown';
import { noteNotebook } from '@/db/notes/export/note-notebook';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../../../data/database';
import { exportWords } from '../../../../notes/export-words';
import { noteCharts } from '../../../../notes/html-export/chart-svg';
import { noteHtml } from '../../../../notes/html-export/note-html';
import { contentDisposition } from '../../../../runs/artifacts/attachment';
import { positiveInteger, route } from '../../../reply';

const FORMATS = {
  html: { write: writeHtml, type: 'text/html; charset=utf-8' },
  md: { write: noteMarkdown, type: 'text/markdown; charset=utf-8' },
  ipynb: { write: noteNotebook, type: 'application/x-ipynb+json' },
};

async function writeHtml(
  note: ExportedNote,
  words: ExportWords,
  charts: ReadonlyMap<string, string>,
  origin: string,
): Promise<string> {
  return noteHtml(note, { words, charts, language: await getLocale(), origin });
}

/** A note as a file with its results: `?format=html`, `md` or `ipynb`, with `version` a frozen one. */
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
  const charts = noteCharts(note, (await getTranslations('results'))('rowCount'));
  const name = note.title.replace(/[\\/:*?"<>|\s]+/g, ' ').trim();
  return new Response(await write(note, await exportWords(note), charts, originOf(request)), {
    headers: {
      'Content-Type': type,
      'Content-Disposition': contentDisposition(`${name || `note ${note.id}`}.${format}`),
      'Cache-Control': 'no-store',
    },
  });
});

/** The address at which the app was asked. */
function originOf(request: NextRequest): string {
  const protocol = request.headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${protocol}://${request.headers.get('host')}`;
}
