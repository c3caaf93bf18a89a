import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getNote, getNoteRevision } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { noteContentSchema } from '@/lib/domain/note-content';
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser } from './browser';
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
const open = (noteId: number, options?: Parameters<typeof openNote>[3]) =>
  openNote(browser, app, noteId, options);

it('a query reads a parameter and the result of another; a changed parameter is told below and run through', async () => {
  const { page, faults } = await open(makeNote('abcd'));
  await page.getByRole('button', { name: 'Run all' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('7', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('fresh', { exact: true }).count(), SLOW).toBe(2);

  await page.getByLabel(':at', { exact: true }).fill('10');
  await expect.poll(() => page.getByText('upstream changed', { exact: true }).count(), SLOW).toBe(2);
  await cell(page, 'SQL').getByRole('button', { name: 'Run with what reads it' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').getByText('21', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('fresh', { exact: true }).count(), SLOW).toBe(2);

  // A cycle is refused with its path.
  await cell(page, 'SQL', 1).getByRole('textbox', { name: 'Name of the cell' }).fill('total');
  await cell(page, 'SQL').locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('SELECT total AS n FROM total');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByText('failed', { exact: true }).count(), SLOW).toBe(2);
  await cell(page, 'SQL').getByRole('button', { name: 'Save and run' }).click();
  await page.getByText('hit → total → hit').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('unsaved work is there after a reload, and can be thrown away; a deleted cell comes back', async () => {
  const noteId = makeNote('4567');
  const { page, faults } = await open(noteId);
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Second words');
  // Before the server has it, and then from the server.
  await page.reload();
  await page.getByText('Your unsaved work on this note is back.').waitFor();
  await page.getByText('Second words').first().waitFor();
  await page.getByText('Unsaved, kept as a draft').waitFor();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByText('Second words').first().waitFor();

  await cell(page, 'SQL', 1).getByRole('button', { name: 'Delete the cell' }).click();
  await expect.poll(() => page.getByRole('region', { name: 'SQL' }).count(), SLOW).toBe(1);
  // It comes back behind the cell that it stood behind, which another one has moved down since.
  await cell(page, 'Text').getByRole('button', { name: 'Duplicate the cell' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.getByRole('region', { name: 'SQL' }).count(), SLOW).toBe(2);
  const nameOf = (index: number) =>
    cell(page, 'SQL', index).getByRole('textbox', { name: 'Name of the cell' }).inputValue();
  expect([await nameOf(0), await nameOf(1)]).toEqual(['hit', '']);

  // What is shown instead is the note as others have saved it meanwhile.
  const { title, revision, cells } = getNote(app.db, noteId);
  const theirs = cells.map((one) => (one.type === 'markdown' ? { ...one, source: 'Words of Bob' } : one));
  saveNote(app.db, { id: noteId, baseRevision: revision, content: { title, cells: theirs }, by: 'Bob' });
  await page.getByRole('button', { name: 'Discard it' }).click();
  await page.getByText('Words of Bob').waitFor();
  await page.reload();
  await page.getByText('Words of Bob').waitFor();
  expect(await page.getByText('Your unsaved work on this note is back.').count()).toBe(0);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a save takes the draft it follows with it; what is typed while it is on its way stays unsaved', async () => {
  const noteId = makeNote('67cd');
  const { page } = await open(noteId);
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await box.fill('One');
  await page.getByText('Unsaved, kept as a draft').waitFor();
  await box.fill('One two');
  await page.keyboard.press('Control+s');
  await page.getByText('Saved as revision 2').waitFor();
  await page.reload();
  await page.getByText('One two').waitFor();
  expect(await page.getByText('Your unsaved work on this note is back.').count()).toBe(0);

  let letGo = () => {};
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  let requests = 0;
  await page.route(`**/notes/${noteId}`, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    requests += 1;
    // The first is the save; the server is gone before it hears of more.
    if (requests > 1) return route.abort();
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await box.fill('One two three');
  await page.keyboard.press('Control+s');
  await box.fill('One two three four');
  letGo();
  await page.getByText('Unsaved changes', { exact: true }).waitFor();
  await expect.poll(() => getNote(app.db, noteId).cells[0].source, SLOW).toBe('One two three');
  await page.unroute(`**/notes/${noteId}`);
  await page.reload();
  await page.getByText('Your unsaved work on this note is back.').waitFor();
  expect(await cell(page, 'Text').textContent()).toContain('One two three four');
  await page.context().close();
}, 120_000);

it('two people: other cells are joined, the same cell is shown in both texts and chosen', async () => {
  const noteId = makeNote('89ef');
  const ada = await open(noteId);
  const bob = await open(noteId);
  const write = async (page: Page, text: string) => {
    const box = page.getByRole('textbox', { name: 'Text', exact: true });
    if ((await box.count()) === 0) await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
    await box.fill(text);
  };
  const save = (page: Page) => page.getByRole('button', { name: 'Save note' }).click();
  await bob.page.getByLabel(':at', { exact: true }).fill('5');
  await write(ada.page, 'Words of one');
  await save(ada.page);
  await ada.page.getByText('Saved as revision 2').waitFor();
  await save(bob.page);
  await bob.page.getByText('Saved as revision 3').waitFor();
  await bob.page.getByText('Words of one', { exact: true }).waitFor();

  await write(bob.page, 'Words of two');
  await write(ada.page, 'Words of one again');
  await save(bob.page);
  await bob.page.getByText('Saved as revision 4').waitFor();
  await save(ada.page);
  const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'Somebody else saved this note' });
  await notice(ada.page).getByText('Words of two').waitFor();
  await notice(ada.page).getByText('Words of one again').waitFor();
  await notice(ada.page).getByText('Take theirs').click();
  await notice(ada.page).getByRole('button', { name: 'Save with these' }).click();
  // The text that was not taken is the revision before.
  await ada.page.getByText('Saved as revision 6').waitFor();
  await ada.page.getByText('Words of two').waitFor();
  expect(getNoteRevision(app.db, noteId, 5).cells[0].source).toBe('Words of one again');
  expect(await ada.page.getByLabel(':at', { exact: true }).inputValue()).toBe('5');

  await write(ada.page, 'Words of one, last');
  await save(ada.page);
  await ada.page.getByText('Saved as revision 7').waitFor();
  await write(bob.page, 'Words of two, last');
  await save(bob.page);
  await notice(bob.page).waitFor();
  await notice(bob.page).getByText('Keep both').click();
  await notice(bob.page).getByRole('button', { name: 'Save with these' }).click();
  await bob.page.getByText('Saved as revision 8').waitFor();
  await cell(bob.page, 'Text').getByText('Words of one, last').waitFor();
  await cell(bob.page, 'Text', 1).getByText('Words of two, last').waitFor();

  await bob.page.getByLabel('Compare', { exact: true }).selectOption({ label: 'Revision 1' });
  await bob.page.getByRole('button', { name: 'Compare', exact: true }).click();
  const differences = bob.page.getByRole('region', { name: 'Differences' });
  await differences.getByText(':at: integer 3 → integer 5', { exact: true }).waitFor();
  await bob.page.getByRole('link', { name: 'Revision 5' }).click();
  await bob.page.getByText('Words of one again').waitFor();
  await bob.page.getByRole('button', { name: 'Restore', exact: true }).click();
  await bob.page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  await cell(bob.page, 'Text').getByText('Words of one again').waitFor();
  expect(await differences.count()).toBe(0);
  expect([ada.faults.errors, bob.faults.errors]).toEqual([[], []]);
  await ada.page.context().close();
  await bob.page.context().close();
}, 120_000);

it('a result is drawn in a chart cell; the note is exported, put into the trash and restored', async () => {
  const noteId = makeNote('0123');
  const { page, faults } = await open(noteId);
  await page.getByRole('button', { name: 'Run all' }).click();
  await cell(page, 'SQL', 1).locator('.ag-row').first().waitFor();
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await page.getByLabel('Drawn from').selectOption({ label: 'hit' });
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision').waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'More' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Markdown with results' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.md$/);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await page.waitForURL(/\/notes$/);
  await page.getByRole('heading', { name: 'Trash' }).waitFor();
  await page.getByText('“0123” was moved to the trash.').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.getByRole('heading', { name: 'Trash' }).count(), SLOW).toBe(0);
  await page.getByRole('link', { name: '0123' }).click();
  await cell(page, 'Chart').scrollIntoViewIfNeeded();
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('cells are moved by drag and by buttons that keep the focus, and added between others', async () => {
  const noteId = makeNote('89ab');
  const { page, faults } = await open(noteId, { viewport: { width: 1280, height: 1200 } });
  const order = () =>
    page.locator('section[id^=cell-]').evaluateAll((all) => all.map(({ id }) => id.at(-28)));
  await cell(page, 'SQL', 1).getByRole('button', { name: 'Run' }).waitFor();
  expect(await order()).toEqual(['0', '1', '2', '3']);

  const handle = cell(page, 'Text').getByTitle('Drag to move the cell');
  const target = cell(page, 'SQL');
  const drag = async (from: Locator, to: Locator, place: (height: number) => number) => {
    await from.hover();
    await page.mouse.down();
    const { x, y, height } = (await to.boundingBox()) ?? { x: 0, y: 0, height: 0 };
    await page.mouse.move(x + 200, y + place(height), { steps: 8 });
    await page.locator('[data-edge]').waitFor();
    await page.mouse.up();
  };
  // Close to the edges, where two cells meet.
  await drag(handle, target, () => 2);
  await expect.poll(order, SLOW).toEqual(['1', '0', '2', '3']);
  await drag(handle, target, (height) => height - 2);
  await expect.poll(order, SLOW).toEqual(['1', '2', '0', '3']);

  const down = cell(page, 'Text').getByRole('button', { name: 'Move down' });
  await down.focus();
  await page.keyboard.press('Enter');
  await expect.poll(order, SLOW).toEqual(['1', '2', '3', '0']);
  // It is the last now: the button keeps the focus and does nothing.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(order, SLOW).toEqual(['1', '2', '0', '3']);

  await cell(page, 'Parameter').getByRole('button', { name: 'Add a cell below' }).press('Enter');
  // The first of the choices, a text, has the focus.
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Between');
  await page.keyboard.press('Control+s');
  await page.getByText('Saved as revision').waitFor();
  const kept = getNote(app.db, noteId).cells.map(({ uid, source }) =>
    source === 'Between' ? source : uid[4],
  );
  expect(kept).toEqual(['1', 'Between', '2', '0', '3']);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a long note is shown at once; its other texts are drawn while it rests, its queries when they are near', async () => {
  const cells = Array.from({ length: 60 }, (_, index) => ({
    uid: `${index}`.padStart(32, '0'),
    ...(index % 10 === 9
      ? { type: 'sql', source: `SELECT ${index} AS n` }
      : { type: 'markdown', source: `Part *${index}*` }),
  }));
  const noteId = insertNote(app.db, noteContentSchema.parse({ title: 'Long', cells }), 'Ada');
  const { page, faults } = await open(noteId);
  await expect.poll(() => page.locator('section em').count(), SLOW).toBe(54);
  expect(await page.locator('.monaco-editor').count()).toBeLessThan(4);
  const last = cell(page, 'SQL', 5);
  await last.scrollIntoViewIfNeeded();
  await last.locator('.monaco-editor .view-line').getByText('SELECT 59 AS n').waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
