import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getNote, listNotes } from '@/db/notes/notes';
import { scheduleRun } from '@/db/schedule-run';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';
import { cell, SLOW } from './note-page';

let app: RunningApp;
let browser: Browser;

/** Small enough that a run of it takes about a second, and is a run of the worker all the same. */
const SHARED = {
  experiment: 'study',
  dataset: { name: 'mnist', trainSamples: 300, validationSamples: 50, testSamples: 50 },
};
const pruneTo = (finalSparsity: number, base: object) =>
  ({ ...SHARED, method: 'prune', name: `pruned ${finalSparsity}`, base, finalSparsity }) as const;

beforeAll(async () => {
  app = await startApp((db) => {
    scheduleRun(
      db,
      {
        method: 'pipeline',
        experiment: 'study',
        steps: [
          {
            step: 'base',
            config: {
              ...SHARED,
              method: 'train',
              name: 'base',
              architecture: { name: 'mlp', widths: [8] },
              epochs: 1,
            },
          },
          { step: 'half', config: pruneTo(0.5, { step: 'base' }) },
          { step: 'most', config: pruneTo(0.9, { step: 'base' }) },
        ],
      },
      { createdBy: 'Ada' },
    );
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const statuses = (where: string) =>
  app.db.sqlite.prepare(`SELECT status FROM runs WHERE ${where}`).pluck().all() as string[];
const finished = (where: string, count: number) =>
  expect
    .poll(() => statuses(where), { timeout: 60_000 })
    .toEqual(Array.from({ length: count }, () => 'finished'));

/** How many queries are up to date. */
const fresh = (page: Page) =>
  page.getByRole('region', { name: 'SQL' }).getByText('fresh', { exact: true }).count();

/** Downloads a note by its menu; gives where the file lies. */
async function exported(page: Page, item: string, folder: string): Promise<string> {
  await page.getByRole('button', { name: 'More' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).click();
  const download = await downloading;
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

it('a study is written, run, frozen, verified over changed data, reproduced, exported, imported and compared', async () => {
  await finished("method = 'prune'", 2);
  const { page, faults } = await openPage(browser, app.url, { viewport: { width: 1440, height: 1000 } });
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/runs?filter=${encodeURIComponent("method = 'prune'")}`);
  for (const row of [0, 1]) await page.locator(`.ag-row[row-index="${row}"] .ag-checkbox-input`).click();
  await page.getByRole('button', { name: 'Study' }).click();
  await page.getByRole('menuitem', { name: 'Pruning study' }).click();
  await page.waitForURL(/\/notes\/\d+$/);
  const noteUrl = page.url();
  const noteId = Number(noteUrl.split('/').at(-1));

  // The study is of all pruned runs, those to come as well.
  await cell(page, 'SQL').locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText("SELECT id, name FROM runs WHERE method = 'prune'");
  await page.keyboard.press('Escape');
  const conclusion = cell(page, 'Text', (await page.getByRole('region', { name: 'Text' }).count()) - 1);
  await conclusion.getByRole('button', { name: 'Edit' }).click();
  await conclusion.getByRole('textbox', { name: 'Text', exact: true }).fill('## Conclusion\n\nHalf is free.');
  await conclusion.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect.poll(() => fresh(page), SLOW).toBe(3);
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByRole('link', { name: 'Version 1' }).waitFor();

  // Somebody records a run while the note is open: a version of then is what it was, the data are not.
  scheduleRun(app.db, pruneTo(0.75, { run: baseRun() }), { createdBy: 'Bob' });
  await finished("method = 'prune'", 3);
  await page.reload();
  await cell(page, 'SQL', 1).scrollIntoViewIfNeeded();
  await cell(page, 'SQL', 1).getByText('data changed', { exact: true }).waitFor();
  await page
    .getByText(/^Data changed since this result was seen: .*\bruns\b/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Verify' }).click();
  const verdicts = page.getByRole('status').filter({ hasText: 'Version 1: not everything is the same' });
  await verdicts.waitFor();
  expect((await verdicts.getByRole('listitem').allTextContents()).map((line) => line.trim())).toEqual([
    'different chosen 2 rows then, 3 now: 1 new, 0 gone, 0 changed',
    'different pruned 2 rows then, 3 now: 1 new, 0 gone, 0 changed',
    'same sensitive_layers 0 rows',
  ]);
  await cell(page, 'SQL').getByRole('button', { name: 'What changed' }).click();
  const changes = cell(page, 'SQL').getByRole('region', { name: 'Rows that differ' }).locator('tbody tr');
  await changes.first().waitFor();
  expect(await changes.count()).toBe(1);
  expect(await changes.getByRole('cell').nth(1).textContent()).toBe('pruned 0.75');
  expect(await changes.getByRole('rowheader').textContent()).toBe('new');

  await page
    .getByRole('button', { name: 'Run stale' })
    .or(page.getByRole('button', { name: 'Run all' }))
    .first()
    .click();
  await expect.poll(() => fresh(page), SLOW).toBe(3);
  const folder = mkdtempSync(join(tmpdir(), 'lathe-study-'));
  const markdown = readFileSync(await exported(page, 'Markdown with results', folder), 'utf8');
  expect(markdown).toContain('| pruned 0.75 |');
  expect(readFileSync(await exported(page, 'HTML file with results', folder), 'utf8')).toContain(
    '<td>pruned 0.75</td>',
  );
  const notebook = await exported(page, 'Jupyter notebook', folder);
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByRole('link', { name: 'Version 2' }).waitFor();

  // Two versions beside each other: the same text, and the row that came.
  await page.getByLabel('Compare', { exact: true }).selectOption({ label: 'Version 1' });
  await page.getByLabel('with', { exact: true }).selectOption({ label: 'Version 2' });
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const comparison = page.getByRole('region', { name: 'Differences' });
  await comparison.getByRole('heading', { name: 'SQL pruned' }).waitFor();
  expect(await comparison.getByText('1 row new, 0 gone, 0 changed').count()).toBe(2);
  expect(await comparison.locator('pre').count()).toBe(0);

  // The runs that version 1 cites are launched again, and come out the same on the machine they came from.
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByText('This is version 1, frozen by').waitFor();
  // It is read: its chart has nothing to choose, its comparison is the trade-off that was frozen.
  await cell(page, 'Chart').locator('canvas').first().waitFor();
  expect(await page.getByLabel('Kind').count()).toBe(0);
  await cell(page, 'Comparison').locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Reproduce (2)' }).click();
  const again = page.getByRole('table', { name: 'Runs of version 1, launched again' });
  await expect
    .poll(() => again.getByText('reproduced', { exact: true }).count(), { timeout: 60_000 })
    .toBe(2);
  expect(await again.getByText(/^(\d+) of \1 numbers agree$/).count()).toBe(2);
  expect(await again.getByText('same machine and backend: exact').count()).toBe(2);
  await finished("method = 'prune'", 5);

  await page.goto(`${app.url}/notes`);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import' }).click();
  await (await choosing).setFiles(notebook);
  await page.waitForURL((url) => /\/notes\/\d+$/.test(url.pathname) && url.href !== noteUrl);
  await page.getByRole('textbox', { name: 'Title of the note' }).waitFor();
  const imported = getNote(app.db, Number(page.url().split('/').at(-1)));
  const facts = (id: number) =>
    getNote(app.db, id).cells.map(({ type, name, source }) => ({ type, name, source }));
  expect(facts(imported.id)).toEqual(facts(noteId));
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect.poll(() => fresh(page), SLOW).toBe(3);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
  rmSync(folder, { recursive: true });
}, 240_000);

const baseRun = () =>
  app.db.sqlite.prepare("SELECT id FROM runs WHERE name = 'base'").pluck().get() as number;

it('a note is made, written, run, reordered and saved with the keyboard alone', async () => {
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  /** Tab, or Shift and Tab, until the focus is there: as many as a page of this size may take. */
  const tabTo = async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
    await target.waitFor();
    for (let step = 0; step < 120; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`The focus never came to ${target}`);
  };
  const button = (name: string, scope: Page | Locator = page) =>
    scope.getByRole('button', { name, exact: true });
  await page.goto(`${app.url}/notes`);
  await tabTo(button('New note'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/notes\/\d+$/);
  await tabTo(page.getByRole('textbox', { name: 'Title of the note' }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('By keys');
  await tabTo(page.getByRole('textbox', { name: 'Text', exact: true }));
  await page.keyboard.type('No mouse at all');
  await tabTo(button('SQL'));
  await page.keyboard.press('Enter');
  const query = cell(page, 'SQL');
  await query.locator('.monaco-editor').waitFor();
  // Before it in the order of the page, so backwards.
  await tabTo(
    query.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first(),
    'Shift+Tab',
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.type('SELECT 42 AS n');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await query.locator('.ag-row').getByText('42', { exact: true }).waitFor();
  const saved = () => listNotes(app.db).filter(({ title }) => title === 'By keys')[0];
  const sources = () => getNote(app.db, saved().id).cells.map(({ source }) => source);
  // A letter that was typed a moment ago is saved with the others.
  await page.keyboard.type('0');
  await page.keyboard.press('Control+s');
  await expect.poll(sources, SLOW).toContain('SELECT 42 AS n0');
  // A proposal that came late would take the Tab.
  await page.keyboard.press('Escape');
  // The editor lets go of the focus as editors do: Tab belongs to the text until Control and M are pressed.
  await page.keyboard.press('Control+m');
  await tabTo(query.getByRole('textbox', { name: 'Name of the cell' }), 'Shift+Tab');
  await page.keyboard.type('answer');
  await tabTo(button('Move up', query));
  await page.keyboard.press('Enter');
  const types = () =>
    page.locator('section[id^="cell-"]').evaluateAll((all) => all.map((one) => one.ariaLabel));
  await expect.poll(types, SLOW).toEqual(['SQL', 'Text']);
  await tabTo(button('Delete the cell', query));
  await page.keyboard.press('Enter');
  await expect.poll(types, SLOW).toEqual(['Text']);
  await tabTo(button('Undo'));
  await page.keyboard.press('Enter');
  await expect.poll(types, SLOW).toEqual(['SQL', 'Text']);
  await page.keyboard.press('Control+s');
  await page.getByText('Saved as revision').waitFor();
  const { id } = saved();
  await expect
    .poll(() => getNote(app.db, id).cells.map(({ name, source }) => [name, source]), SLOW)
    .toEqual([
      ['answer', 'SELECT 42 AS n0'],
      ['', 'No mouse at all'],
    ]);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
