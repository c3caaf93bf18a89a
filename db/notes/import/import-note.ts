import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { type NoteCell, noteContentSchema } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../../client';
import { insertNoteImage } from '../note-images';
import { insertNoteOf } from '../save-note';
import { importFault } from './import-fault';
import { readMarkdownFile } from './markdown-file';
import { readNotebookFile } from './notebook-file';

const DATA_IMAGE = /data:image\/[a-z+.-]+;base64,([A-Za-z0-9+/=]+)/g;
const LONGEST_TITLE = 200;

/**
 * Makes a note of a file, `.ipynb` by its name, else Markdown, and gives its id. Images inside become images of the
 * note; results are left out. All of it or nothing is kept.
 *
 * @throws AppError `file_invalid` for what cannot be read, and for more than a note holds.
 */
export function importNote(
  db: TrackingDatabase,
  { fileName, text, by }: { fileName: string; text: string; by: string },
): number {
  // Text has no such character, and most other files do.
  if (text.includes('\0'))
    throw importFault(
      'text',
      'The file was not imported: it is no text in UTF-8. Choose a .md or .ipynb file.',
    );
  const isNotebook = /\.ipynb$/i.test(fileName);
  const imported = isNotebook ? readNotebookFile(text) : readMarkdownFile(text);
  const title = titleOf(imported.title) || titleOf(fileName.replace(/\.[^.]*$/, '')) || 'Note';
  return insertNoteOf(db, { title, by }, (noteId) => {
    const cells = imported.cells.map((cell) => withStoredImages(db, noteId, cell, by));
    const { success, data, error } = noteContentSchema.safeParse({ title, cells });
    if (success) return data.cells;
    const detail = z.prettifyError(error);
    throw importFault('content', `The file was not imported: ${detail}`, detail);
  });
}

function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE);
  // Not half a character at its end.
  return line.replace(/[\ud800-\udbff]$/, '').trim();
}

function withStoredImages(db: TrackingDatabase, noteId: number, cell: NoteCell, by: string): NoteCell {
  const source = cell.source.replace(DATA_IMAGE, (_address, content: string) => {
    try {
      const { sha256 } = insertNoteImage(db, { noteId, bytes: Buffer.from(content, 'base64'), by });
      return `/api/notes/${noteId}/images/${sha256}`;
    } catch (error) {
      // What is no image, or too large a one, is left out; the text around it is worth having.
      if (error instanceof AppError && error.code !== 'storage_failed') return '';
      throw error;
    }
  });
  return { ...cell, source };
}
