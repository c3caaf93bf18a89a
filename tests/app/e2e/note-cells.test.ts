import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freezeNote } from '@/db/notes/note-versions';
import { getNote } from '@/db/notes/notes';
import { insertNote, insertNoteRevision } from '@/db/notes/save-note';
import { requestCancel } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { pin, query, text, uid } from '../../notes/file-fixture';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';
import { cell, insertSampleNote, openNote, SLOW } from './note-page';

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

const makeNote = (title: string) => insertSampleNote(app.db, title);
const open = (noteId: number) => openNote(browser, app, noteId);

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
  // The console has a chart as well: it has to be gone.
  await page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  // What is far from the screen is not drawn.
  await cell(page, 'Chart').scrollIntoViewIfNeeded();
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  await cell(page, 'Comparison').getByTestId('compared-values').getByText('lenet-5 int8').first().waitFor();
  await cell(page, 'Run').locator('canvas').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a frozen version comes back with the result that was seen in it', async () => {
  const shown = query(1, 'SELECT 1 AS seen');
  const runId = recorded.runs.get('lenet-5 int8') ?? 0;
  const launch = { ...newNoteCell('launch', uid(3), '{}'), settings: { runId } };
  const content = { title: 'Put back', cells: [text(2, 'As it was'), shown, launch] };
  const noteId = insertNote(app.db, content, 'Ada');
  const see = (cell: NoteCell, value: string) =>
    pin(app.db, { noteId, cell, columns: ['seen'], rows: [[value]] });
  see(shown, 'long ago');
  freezeNote(app.db, { noteId, comment: '', by: 'Ada' });
  const later = query(1, 'SELECT 2 AS seen');
  insertNoteRevision(app.db, {
    id: noteId,
    baseRevision: 1,
    content: { title: 'Put back', cells: [later] },
    by: 'Bo',
  });
  see(later, 'of late');
  const { page, faults } = await open(noteId);
  await page.getByRole('gridcell', { name: 'of late' }).waitFor();
  const differences = page.getByRole('region', { name: 'Differences' });
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await differences.waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('As it was').waitFor();
  await page.getByRole('gridcell', { name: 'long ago' }).waitFor();
  await page.getByText('Revision 3').first().waitFor();
  // They were those of the note before.
  await differences.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByText('This is version 1').waitFor();
  await cell(page, 'Launch').getByTestId('run-part-summary').waitFor();
  expect(faults.errors).toEqual([]);
  await page.context().close();
}, 60_000);

it('a folded cell is its first line and stays so; the page of a run lists the notes that speak of it', async () => {
  const noteId = makeNote('f01d');
  const runId = recorded.runs.get('lenet-5') ?? 0;
  const { page, faults } = await open(noteId);
  const folded = cell(page, 'SQL');
  await folded.locator('.monaco-editor').first().waitFor();
  await folded.getByRole('button', { name: 'Fold the cell' }).click();
  await folded.locator('.monaco-editor').first().waitFor({ state: 'detached' });
  await folded.getByText('SELECT :at AS n UNION ALL', { exact: false }).waitFor();
  await cell(page, 'Text').getByRole('button', { name: 'Edit' }).click();
  await cell(page, 'Text')
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill(`Half of it can go: #run ${runId}`);
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Saved as revision 2').waitFor();
  await page.reload();
  await folded.getByRole('button', { name: 'Unfold the cell' }).waitFor();
  expect(await folded.locator('.monaco-editor').count()).toBe(0);

  await page.goto(`${app.url}/runs/${runId}`);
  // Notes of other tests speak of it too.
  const listed = page.getByTestId('notes').getByRole('row').filter({ hasText: 'f01d' });
  await listed.getByText('Half of it can go').waitFor();
  await listed.getByRole('link', { name: 'f01d' }).click();
  await page.waitForURL(`${app.url}/notes/${noteId}`);
  await folded.getByRole('button', { name: 'Unfold the cell' }).click();
  await folded.locator('.monaco-editor').first().waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
