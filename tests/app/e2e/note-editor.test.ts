import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getNote } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { requestCancel } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { noteContentSchema } from '@/lib/domain/note-content';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;
let openRunId: number;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'starter', 'Ada');
    // A run of another machine that goes on: one that needs its model waits.
    openRunId = scheduleRun(
      db,
      { method: 'train', experiment: 'from a note', architecture: { name: 'lenet-5' } },
      { createdBy: 'Ada' },
    ).runId;
    db.sqlite
      .prepare(
        "UPDATE runs SET status = 'running', lease_token = 'elsewhere', lease_expires_at = ? WHERE id = ?",
      )
      .run(Date.now() + 3_600_000, openRunId);
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const SLOW = { timeout: 20_000 };
const uid = (title: string, index: number) => `${title}${index}`.padEnd(32, '0');

/** A parameter `at`, a query named `hit` that reads it, and one that reads the result of that. */
function makeNote(title: string): number {
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
  return insertNote(app.db, content, 'Ada');
}

async function open(noteId: number, options?: Parameters<typeof openPage>[2]) {
  const opened = await openPage(browser, app.url, options);
  opened.page.setDefaultTimeout(SLOW.timeout);
  await opened.page.goto(`${app.url}/notes/${noteId}`);
  await opened.page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  return opened;
}

const cell = (page: Page, kind: string, index = 0) => page.getByRole('region', { name: kind }).nth(index);

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
  const notice = ada.page.getByRole('alert').filter({ hasText: 'Somebody else saved this note' });
  await notice.getByText('Words of two').waitFor();
  await notice.getByText('Words of one again').waitFor();
  await notice.getByText('Take theirs').click();
  await notice.getByRole('button', { name: 'Save with these' }).click();
  await ada.page.getByText('Saved as revision 5').waitFor();
  await ada.page.getByText('Words of two').waitFor();
  expect(await ada.page.getByLabel(':at', { exact: true }).inputValue()).toBe('5');
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
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => page.getByRole('heading', { name: 'Trash' }).count(), SLOW).toBe(0);
  await page.getByRole('link', { name: '0123' }).click();
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a run cell follows its run or keeps what it showed; runs are compared by choice and by filter', async () => {
  const noteId = makeNote('ab01');
  const runId = recorded.runs.get('lenet-5') ?? 0;
  const other = recorded.runs.get('lenet-5 int8') ?? 0;
  const { page, faults } = await open(noteId);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const field = cell(page, 'Run').getByLabel('Run to show');
  await field.fill('lenet-5');
  await page.getByRole('option', { name: `#${runId} lenet-5 ·` }).click();
  await cell(page, 'Run')
    .getByRole('link', { name: `#${runId} lenet-5` })
    .waitFor();
  await cell(page, 'Run').getByLabel('Curves').check();
  await cell(page, 'Run').locator('canvas').first().waitFor();
  await cell(page, 'Run').getByLabel('Layers').check();
  await cell(page, 'Run').getByRole('row', { name: 'conv1' }).waitFor();
  const accuracy = () =>
    cell(page, 'Run')
      .getByTestId('run-part-summary')
      .locator('div', { hasText: 'Test accuracy' })
      .textContent();
  const before = await accuracy();
  expect(before).toMatch(/Test accuracy\d\d\.\d+.%/);

  await cell(page, 'Run').getByRole('button', { name: 'Keep as it is now' }).click();
  await cell(page, 'Run').getByText('Kept by').waitFor();
  await page.getByText('pinned', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision 2').waitFor();
  app.db.sqlite.prepare('UPDATE run_results SET test_accuracy = 0.5 WHERE run_id = ?').run(runId);
  await page.reload();
  await cell(page, 'Run').getByRole('row', { name: 'conv1' }).waitFor();
  expect(await accuracy()).toBe(before);
  // A click that comes before the script of the cell is lost.
  const follow = cell(page, 'Run').getByRole('button', { name: 'Follow the run again' });
  await expect.poll(() => follow.click({ timeout: 1_000 }).then(() => follow.count()), SLOW).toBe(0);
  await expect.poll(accuracy, SLOW).toMatch(/50\.00.%/);

  await page.getByRole('button', { name: 'Comparison', exact: true }).click();
  const comparison = cell(page, 'Comparison');
  await comparison.getByLabel('Add runs').fill(`${runId}, ${other}`);
  await page.keyboard.press('Enter');
  await comparison.getByTestId('compared-values').getByText('lenet-5 int8').first().waitFor();
  await comparison.getByText('Curves', { exact: true }).click();
  await comparison.locator('canvas').first().waitFor();
  await comparison.getByText('Filter', { exact: true }).first().click();
  await comparison.getByRole('combobox', { name: 'Filter' }).fill("method = 'quantize'");
  await page.keyboard.press('Enter');
  await comparison.getByText('lenet-300-100 int8').first().waitFor();
  expect(await comparison.getByTestId('compared-runs').getByRole('listitem').count()).toBe(3);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a config in a note is launched, faults are told by field, and the run is followed', async () => {
  const noteId = makeNote('cd23');
  const { page, faults } = await open(noteId);
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  const launch = cell(page, 'Launch');
  const text = launch.getByRole('textbox', { name: 'Config of the run as JSON' });
  await text.fill('{ "method": "train", ');
  await launch.getByText('line 1', { exact: false }).waitFor();
  const config = {
    method: 'prune',
    experiment: 'from a note',
    name: 'noted',
    base: { run: openRunId },
    finalSparsity: 0.9,
  };
  await text.fill(JSON.stringify({ ...config, finalSparsity: 2 }));
  await launch.getByRole('alert').getByText('finalSparsity').waitFor();
  await text.fill(JSON.stringify(config));
  await expect.poll(() => launch.getByRole('alert').count(), SLOW).toBe(0);
  await launch.getByRole('button', { name: 'Save and launch' }).click();
  await launch.getByRole('link', { name: 'noted' }).waitFor();
  await launch.getByText('scheduled', { exact: true }).waitFor();
  const [run] = app.db.sqlite.prepare("SELECT id FROM runs WHERE name = 'noted'").all() as { id: number }[];
  expect(getNote(app.db, noteId).cells.at(-1)?.settings).toEqual({ runId: run.id });
  // What is typed next is saved over the revision that names the run.
  await page.getByLabel(':at', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision 4').waitFor();
  requestCancel(app.db, run.id, 'Bob');
  await launch.getByText('killed', { exact: true }).waitFor();
  expect(getNote(app.db, noteId).cells.at(-1)?.settings).toEqual({ runId: run.id });
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a run, a comparison and a chart are sent into a note from their pages', async () => {
  const noteId = makeNote('ef45');
  const runId = recorded.runs.get('lenet-5') ?? 0;
  const other = recorded.runs.get('lenet-5 int8') ?? 0;
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  const send = async () => {
    await page.getByRole('button', { name: 'Add to note' }).click();
    await page.getByRole('menuitem', { name: `#${noteId} ef45` }).click();
    await page.getByText('Added to').waitFor();
  };
  await page.goto(`${app.url}/runs/${runId}`);
  await send();
  await page.goto(`${app.url}/compare?runs=${runId},${other}`);
  await send();
  const sql = 'SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4';
  await page.goto(`${app.url}/console#sql=${encodeURIComponent(sql)}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.ag-row').first().waitFor();
  await page.getByText('Chart', { exact: true }).click();
  await page.locator('canvas:visible').first().waitFor();
  await send();
  const { cells } = getNote(app.db, noteId);
  expect(cells.slice(4).map(({ type }) => type)).toEqual(['run', 'comparison', 'sql', 'chart']);
  expect(cells[4].settings).toMatchObject({ runId, parts: ['summary', 'curves'], snapshot: null });
  expect(cells[5].settings).toMatchObject({ runIds: [runId, other] });
  expect(cells[7].settings).toMatchObject({ cellUid: cells[6].uid, spec: { x: 'b', y: ['a'] } });

  await page.getByRole('link', { name: 'ef45' }).click();
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  await cell(page, 'Comparison').getByTestId('compared-values').getByText('lenet-5 int8').first().waitFor();
  await cell(page, 'Run').locator('canvas').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
