import type { Browser, Page } from 'playwright-core';
import type { TrackingDatabase } from '@/db/client';
import { insertNote } from '@/db/notes/save-note';
import { noteContentSchema } from '@/lib/domain/note-content';
import type { RunningApp } from './app-process';
import { openPage } from './browser';

export const SLOW = { timeout: 20_000 };
/** One pixel that a browser draws. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

const uid = (title: string, index: number) => `${title}${index}`.padEnd(32, '0');

/** A note with a text, a parameter `at`, a query named `hit` that reads it, and one that reads the result of that. */
export function insertSampleNote(db: TrackingDatabase, title: string): number {
  const content = noteContentSchema.parse({
    title,
    cells: [
      { uid: uid(title, 0), type: 'markdown', source: 'First words' },
      {
        uid: uid(title, 1),
        type: 'parameter',
        name: 'at',
        settings: { param: { type: 'integer', value: '3' } },
      },
      { uid: uid(title, 2), type: 'sql', name: 'hit', source: 'SELECT :at AS n UNION ALL SELECT :at + 1' },
      { uid: uid(title, 3), type: 'sql', name: '', source: 'SELECT sum(n) AS total FROM hit' },
    ],
  });
  return insertNote(db, content, 'Ada');
}

/** The page of a note in a browser profile of its own, once its editor is there. */
export async function openNote(
  browser: Browser,
  app: RunningApp,
  noteId: number,
  options?: Parameters<typeof openPage>[2],
) {
  const opened = await openPage(browser, app.url, options);
  opened.page.setDefaultTimeout(SLOW.timeout);
  await opened.page.goto(`${app.url}/notes/${noteId}`);
  await opened.page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  return opened;
}

/** A cell of a note, by its type as it is shown. */
export const cell = (page: Page, kind: string, index = 0) =>
  page.getByRole('region', { name: kind }).nth(index);
