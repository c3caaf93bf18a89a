import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { raiseDataVersions } from '@/db/data-versions';
import { trashNote } from '@/db/notes/note-trash';
import { getNote, listNotes } from '@/db/notes/notes';
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';
import { cell, insertSampleNote, openNote, SLOW } from './note-page';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp((db) => {
    recordExperiment(db, 'starter', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const makeNote = (title: string) => insertSampleNote(app.db, title);
const open = (noteId: number) => openNote(browser, app, noteId);
const fresh = (page: Page) => page.getByText('fresh', { exact: true }).count();

it('after Back a note has its unsaved work and its newest results; a choice of numbers is a number', async () => {
  const noteId = makeNote('b0cd');
  const { page, faults } = await open(noteId);
  const leaveAndComeBack = async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.waitForURL(/\/runs/);
    await page.goBack();
    await page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  };
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  await box.fill('Second words');
  await page.getByText('Unsaved, kept as a draft').waitFor();
  await leaveAndComeBack();
  await page.getByText('Your unsaved work on this note is back.').waitFor();
  await page.getByText('Second words').waitFor();
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await box.fill('Third words');
  await page.getByText('Unsaved, kept as a draft').waitFor();

  const choices = cell(page, 'Parameter').getByLabel('Choices');
  await choices.fill('0.5, 7');
  await cell(page, 'Parameter').getByLabel(':at', { exact: true }).selectOption('0.5');
  expect(await cell(page, 'Parameter').getByLabel('Type of at').inputValue()).toBe('real');
  await page.getByRole('button', { name: 'Run all' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('2', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('fresh', { exact: true }).count(), SLOW).toBe(2);
  await leaveAndComeBack();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('2', { exact: true }).waitFor();
  expect(await page.getByText('fresh', { exact: true }).count()).toBe(2);
  expect(await page.getByText('Your unsaved work on this note is back.').count()).toBe(0);
  await page.getByText('Third words').waitFor();
  await cell(page, 'Parameter').getByLabel('Choices').fill('');
  await cell(page, 'Parameter').getByLabel('Type of at').selectOption('text');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision 3').waitFor();
  await page.reload();
  await page.getByText('Third words').waitFor();
  expect(await page.getByText('Your unsaved work on this note is back.').count()).toBe(0);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a text is opened and closed by mouse and keys; deleted cells come back by Ctrl+Z', async () => {
  const { page, faults } = await open(makeNote('ef01'));
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  await page.getByText('First words').dblclick();
  await expect.poll(() => box.evaluate((field) => field === document.activeElement), SLOW).toBe(true);
  await page.keyboard.type(' and #');
  await page.getByRole('option', { name: '#run' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByText('First words and #').waitFor();
  expect(await box.count()).toBe(0);
  // The button has the focus now, and gives it to the field.
  await page.keyboard.press('Enter');
  await expect.poll(() => box.evaluate((field) => field === document.activeElement), SLOW).toBe(true);
  await page.keyboard.type(' more');
  await page.keyboard.press('Control+Enter');
  await page.getByText('First words and # more').waitFor();

  const kinds = () =>
    page.locator('section[id^=cell-]').evaluateAll((all) => all.map((one) => one.ariaLabel));
  await cell(page, 'Parameter').getByRole('button', { name: 'Delete the cell' }).click();
  await cell(page, 'Text').getByRole('button', { name: 'Delete the cell' }).click();
  await expect.poll(kinds, SLOW).toEqual(['SQL', 'SQL']);
  await page.keyboard.press('Control+z');
  await expect.poll(kinds, SLOW).toEqual(['Text', 'SQL', 'SQL']);
  await page.keyboard.press('Control+z');
  await expect.poll(kinds, SLOW).toEqual(['Text', 'Parameter', 'SQL', 'SQL']);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a query runs what it reads first, and tells when the data change while it is looked at', async () => {
  const { page, faults } = await open(makeNote('ef23'));
  await cell(page, 'SQL', 1).getByRole('button', { name: 'Save and run' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('7', { exact: true }).waitFor();
  await expect.poll(() => fresh(page), SLOW).toBe(2);
  await page.getByLabel(':at', { exact: true }).fill('10');
  await cell(page, 'SQL', 1).getByText('upstream changed', { exact: true }).waitFor();
  await cell(page, 'SQL', 1).getByRole('button', { name: 'Save and run' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('21', { exact: true }).waitFor();

  await cell(page, 'SQL').locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('SELECT count(*) AS n, max(name) FROM runs');
  await page.keyboard.press('Escape');
  await cell(page, 'SQL').getByText('edited', { exact: true }).waitFor();
  await cell(page, 'SQL', 1).getByRole('button', { name: 'Save and run' }).click();
  await expect.poll(() => fresh(page), SLOW).toBe(2);
  app.db.sqlite.prepare("UPDATE runs SET name = 'zz' WHERE id = (SELECT max(id) FROM runs)").run();
  raiseDataVersions(app.db.sqlite, ['runs']);
  await cell(page, 'SQL').getByText('Data changed since this result was seen: runs.').waitFor();
  await expect.poll(() => page.getByText('data changed', { exact: true }).count(), SLOW).toBe(2);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a note in the trash is read and restored on its page; it is deleted for good after a question', async () => {
  const noteId = makeNote('ef45');
  trashNote(app.db, noteId, 'Bob');
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/notes/${noteId}`);
  await page.getByText('First words').waitFor();
  await page.getByText('SELECT sum(n) AS total FROM hit').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('textbox', { name: 'Title of the note' }).waitFor();

  trashNote(app.db, noteId, 'Bob');
  await page.getByRole('link', { name: 'Notes', exact: true }).first().click();
  const purge = page.locator('#content').getByRole('button', { name: 'Delete for good' });
  const dialog = page.getByRole('dialog', { name: 'Delete “ef45” for good?' });
  await purge.click();
  await dialog.getByRole('button', { name: 'Cancel' }).last().click();
  expect(getNote(app.db, noteId).deletedBy).toBe('Bob');
  await purge.click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect.poll(() => page.getByRole('heading', { name: 'Trash' }).count(), SLOW).toBe(0);
  expect(() => getNote(app.db, noteId)).toThrow();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('what a page shows goes by one click into the note beside it, however old that is', async () => {
  const noteId = makeNote('ef67');
  for (let index = 0; index < 11; index += 1) makeNote(`aa${index.toString().padStart(2, '0')}`);
  expect(listNotes(app.db).findIndex(({ id }) => id === noteId)).toBe(11);
  const { page, faults } = await openPage(browser, app.url, { viewport: { width: 1440, height: 600 } });
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/runs/1`);
  await page.getByRole('button', { name: 'Add to note' }).waitFor();
  await page.evaluate(
    (id) => sessionStorage.setItem('lathe.note-pane', JSON.stringify({ isOpen: true, noteId: id })),
    noteId,
  );
  await page.reload();
  const pane = page.getByRole('complementary', { name: 'Note beside the page' });
  await pane.getByLabel(':at', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Add to ef67' }).click();
  await pane.getByRole('region', { name: 'Run', exact: true }).waitFor();
  await expect.poll(() => getNote(app.db, noteId).cells.length, SLOW).toBe(5);
  expect(await pane.getByLabel(':at', { exact: true }).inputValue()).toBe('5');
  await page.getByRole('button', { name: 'Add to another note' }).click();
  await page.getByRole('menuitem', { name: 'aa10' }).waitFor();
  await page.keyboard.press('Escape');

  // On a small screen too, the bar of the note sticks right below the head of the pane.
  await page.setViewportSize({ width: 390, height: 600 });
  const bar = pane.getByRole('textbox', { name: 'Title of the note' }).locator('xpath=../../..');
  const head = pane.getByRole('button', { name: 'Close the note' }).locator('xpath=..');
  await pane
    .getByRole('region')
    .last()
    .evaluate((last) => last.scrollIntoView());
  const bottom = async () => {
    const box = await head.boundingBox();
    return box ? box.y + box.height : -1;
  };
  await expect.poll(async () => (await bar.boundingBox())?.y, SLOW).toBe(await bottom());
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
