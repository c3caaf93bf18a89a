import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getNote } from '@/db/notes/notes';
import { type RunningApp, startApp } from './app-process';
import { IN_EDITOR_CODE, launchBrowser, openPage, withholdScripts } from './browser';
import { cell, insertSampleNote, openNote, SLOW } from './note-page';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** The text of the first cell in the draft that the server holds. */
const draftOf = (noteId: number) =>
  app.db.sqlite
    .prepare("SELECT json_extract(content, '$.cells[0].source') FROM note_drafts WHERE note_id = ?")
    .pluck()
    .get(noteId) as string | undefined;

it('what is written without a network is kept, told, and saved once the network is back', async () => {
  const noteId = insertSampleNote(app.db, 'aa11');
  const { page } = await openNote(browser, app, noteId);
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await page.context().setOffline(true);
  await box.fill('Written on a train');
  await page.getByText('Unsaved changes', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByRole('alert').getByText('Nothing was lost: your text is still here').waitFor();
  await box.fill('Written on a train, in a tunnel');
  expect(getNote(app.db, noteId).cells[0].source).toBe('First words');

  // The tab dies with the network still gone; the browser has kept what it held.
  const kept = await page.context().newPage();
  await page.close();
  await kept.context().setOffline(false);
  kept.setDefaultTimeout(SLOW.timeout);
  await kept.goto(`${app.url}/notes/${noteId}`);
  await kept.getByText('Your unsaved work on this note is back.').waitFor();
  await kept.getByText('Written on a train, in a tunnel').waitFor();
  await kept.context().setOffline(true);
  await kept.getByLabel(':at', { exact: true }).fill('8');
  await kept.getByRole('button', { name: 'Save note' }).click();
  await kept.getByRole('alert').getByText('Nothing was lost').waitFor();
  await kept.context().setOffline(false);
  await kept.getByRole('button', { name: 'Save note' }).click();
  await kept.getByText('Saved as revision 2').waitFor();
  const [first, second] = getNote(app.db, noteId).cells;
  expect(first.source).toBe('Written on a train, in a tunnel');
  expect(second.settings).toMatchObject({ param: { value: '8' } });
  expect(await kept.getByRole('alert').getByText('Nothing was lost').count()).toBe(0);
  await kept.context().close();
}, 120_000);

it('supabase#5353: two windows of one person lose nothing of each other, whichever types, is closed or saves', async () => {
  const noteId = insertSampleNote(app.db, 'cc33');
  const { page: first } = await openNote(browser, app, noteId);
  const context = first.context();
  const second = await context.newPage();
  second.setDefaultTimeout(SLOW.timeout);
  await second.goto(`${app.url}/notes/${noteId}`);
  const write = async (page: Page, words: string) => {
    const box = page.getByRole('textbox', { name: 'Text', exact: true });
    if (!(await box.isVisible())) await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
    await box.fill(words);
  };
  await write(first, 'By the first');
  await first.getByText('Unsaved, kept as a draft').waitFor();
  await write(second, 'By the second');
  await second.getByText('Another window of yours holds unsaved work').waitFor();
  // What the server takes of the first is not taken from the second.
  await write(first, 'By the first, once more');
  await expect.poll(() => draftOf(noteId), SLOW).toBe('By the first, once more');
  await second.close({ runBeforeUnload: false });
  const again = await context.newPage();
  again.setDefaultTimeout(SLOW.timeout);
  await again.goto(`${app.url}/notes/${noteId}`);
  await again.getByText('Your unsaved work on this note is back.').waitFor();
  await again.getByText('By the second').waitFor();
  await write(again, 'By the second, once more');
  await again.getByText('Another window of yours holds unsaved work').waitFor();
  expect(draftOf(noteId)).toBe('By the first, once more');
  await again.getByRole('button', { name: 'Save note' }).click();
  await again.getByText('Saved as revision 2').waitFor();
  expect(draftOf(noteId)).toBe('By the first, once more');
  // Both changed one text: the first is asked, and both are kept until it decides.
  await first.getByRole('button', { name: 'Save note' }).click();
  await first.getByText('By the second, once more').first().waitFor();
  await first.getByText('By the first, once more').first().waitFor();
  expect(getNote(app.db, noteId).cells[0].source).toBe('By the second, once more');
  await context.close();
}, 120_000);

it('where the code of a cell does not come, the other cells and what is written in them stay', async () => {
  const noteId = insertSampleNote(app.db, 'bb22');
  const { page } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  await withholdScripts(page, IN_EDITOR_CODE);
  await page.goto(`${app.url}/notes/${noteId}`);
  await cell(page, 'SQL').getByRole('alert').getByText('This cell could not be shown').waitFor();
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Written all the same');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision 2').waitFor();
  expect(getNote(app.db, noteId).cells[0].source).toBe('Written all the same');
  await page.unrouteAll();
  await cell(page, 'SQL').getByRole('button', { name: 'Reload' }).click();
  await cell(page, 'SQL').locator('.monaco-editor').waitFor();
  await page.context().close();
}, 120_000);
