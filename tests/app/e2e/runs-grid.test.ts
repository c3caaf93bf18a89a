import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { raiseDataVersions } from '@/db/data-versions';
import { type GridRun, insertGridRuns } from '../../db/grid-runs';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

/** Most time of one step, so that a failure names the step. */
const STEP_MS = 10_000;

let app: RunningApp;
let browser: Browser;

/** 300 runs: three seeds of each of 100 configs; the loss of run 1 is not a number. */
function manyRuns(): GridRun[] {
  return Array.from({ length: 300 }, (_, index): GridRun => {
    const config = Math.floor(index / 3);
    return {
      name: `run ${index + 1}`,
      experiment: 'Many',
      configGroup: `config-${config}`,
      seed: index % 3,
      accuracy: 0.9 + (index % 3) / 100 + config / 10_000,
      sparsity: config / 100,
      params: { width: config < 50 ? 9 : 10, 'odd, key': `v${config % 2}` },
      metrics: { 'validation/loss': index === 0 ? Number.NaN : index / 100 },
    };
  });
}

beforeAll(async () => {
  app = await startApp((db) => insertGridRuns(db, manyRuns()));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const cell = (page: Page, row: number, column: string) =>
  page.locator(`.ag-row[row-index="${row}"] [col-id="${column}"]`);

const select = (page: Page, row: number) => page.locator(`.ag-row[row-index="${row}"] .ag-checkbox-input`);

async function openRuns(search = '') {
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(STEP_MS);
  await page.goto(`${app.url}/runs${search}`);
  await page.locator('.ag-row').first().waitFor();
  return { page, faults };
}

it('the filter proposes metrics in a function, columns by their header, and values of a param', async () => {
  const { page } = await openRuns();
  const filter = page.getByRole('combobox', { name: 'Filter' });
  const proposed = (typed: string, name: RegExp) => async () => {
    await filter.fill(typed);
    await page.getByRole('option', { name }).first().waitFor({ timeout: 20_000 });
  };
  await proposed('max(', /^metrics\./)();
  await proposed('max(met', /^metrics\./)();
  await proposed('size', /^stored_bytes.*Size/)();
  await proposed('params.width = ', /^10/)();
  await page.getByRole('option', { name: /^10/ }).click();
  expect(await filter.inputValue()).toBe('params.width = 10 ');
  // A view with a choice of its own is not the usual one.
  await page.waitForURL(/filter=/);
  const usual = page.getByRole('menuitem', { name: 'Usual view' });
  await page.getByRole('button', { name: 'Views' }).click();
  expect(await usual.locator('svg').count()).toBe(0);
  await usual.click();
  await page.waitForURL((url) => url.search === '');
  await page.getByRole('button', { name: 'Views' }).click();
  await expect.poll(() => usual.locator('svg').count()).toBe(1);
  await page.context().close();
});

it('the filter proposes, marks what it cannot read, and keeps the last rows meanwhile', async () => {
  const { page, faults } = await openRuns();
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.pressSequentially('sparsi');
  await page.getByRole('option', { name: /^sparsity/ }).waitFor();
  await page.keyboard.press('Tab');
  await filter.pressSequentially('>= 0.98 AN accuracy');
  const fault = page.getByTestId('filter-fault');
  await fault.waitFor();
  expect(await fault.textContent()).toBe('AN');
  await page.getByRole('alert').getByText('Character 18: Expected AND').waitFor();
  await cell(page, 0, 'name').getByText('run 300').waitFor();

  await filter.fill(
    'sparsity >= 0.98 AND params.width = 10 AND (seed = 0 OR NOT params."odd, key" = \'v1\')',
  );
  await page.getByText('4 runs', { exact: true }).waitFor();
  expect(await fault.count()).toBe(0);
  // What is typed is one step back, and a link to it shows the same.
  const address = page.url();
  await page.goBack();
  await page.getByText('300 runs', { exact: true }).waitFor();
  await page.goto(address);
  await page.getByText('4 runs', { exact: true }).waitFor();

  // Plain words look for the name, a number sign for the id.
  await filter.fill('run 29');
  await page.getByText('11 runs', { exact: true }).waitFor();
  await filter.fill('#7');
  await page.getByText('1 run', { exact: true }).waitFor();
  await cell(page, 0, 'name').getByText('run 7', { exact: true }).waitFor();
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('mlflow#16555: one NaN metric does not break the grid; it is shown as NaN and sorts last', async () => {
  const { page, faults } = await openRuns('?columns=metric%3Alast%3Avalidation%2Floss&filter=id+%3C%3D+3');
  const loss = 'metric:last:validation/loss';
  await expect.poll(() => cell(page, 2, loss).textContent()).toBe('NaN');
  for (const order of ['descending', 'ascending']) {
    await page.locator(`.ag-header-cell[col-id="${loss}"]`).click();
    await page.locator(`.ag-header-cell[col-id="${loss}"][aria-sort="${order}"]`).waitFor();
    await expect.poll(() => cell(page, 2, loss).textContent()).toBe('NaN');
    const first = order === 'descending' ? '0.02' : '0.01';
    await expect.poll(() => cell(page, 0, loss).textContent()).toBe(first);
  }
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('a param becomes a column, numbers sort as numbers, and the view is saved under an address', async () => {
  const { page, faults } = await openRuns('?columns=accuracy');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByLabel('Find facts, params, metrics').fill('width');
  await page.getByRole('checkbox', { name: 'width' }).click();
  await page.keyboard.press('Escape');
  const header = page.locator('.ag-header-cell[col-id="param:width"]');
  await header.click();
  await page.locator('.ag-header-cell[col-id="name"]').click({ modifiers: ['Shift'] });
  await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('-param:width,-name');
  // 9 < 10 as numbers, "9" > "10" as text.
  await expect.poll(() => cell(page, 0, 'param:width').textContent()).toBe('10');
  await cell(page, 0, 'name').getByText('run 300').waitFor();

  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save as…' }).click();
  await page.getByLabel('Name of the view').fill('By width');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'By width' }).waitFor();
  const address = new URL(page.url());
  expect([...address.searchParams.keys()]).toEqual(['view']);

  const other = await openRuns(address.search);
  await other.page.locator('.ag-header-cell[col-id="param:width"][aria-sort="descending"]').waitFor();
  await other.page.getByRole('button', { name: 'By width' }).click();
  await other.page.getByRole('menuitem', { name: 'Delete view' }).click();
  await other.page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await other.page.getByRole('button', { name: 'Views' }).waitFor();
  expect(app.db.sqlite.prepare('SELECT count(*) FROM saved_views').pluck().get()).toBe(0);
  expect([...faults.errors, ...other.faults.errors]).toEqual([]);
  await other.page.context().close();
  await page.context().close();
}, 60_000);

it('clearml#499: groups by config show mean and deviation over seeds, and open their runs', async () => {
  const { page } = await openRuns('?columns=accuracy&filter=id+%3C%3D+6');
  await page.getByRole('button', { name: 'Group' }).click();
  await page.getByRole('checkbox', { name: 'Config without the seed' }).click();
  await page.keyboard.press('Escape');
  await page.getByText('2 groups of 6 runs').waitFor();
  // 0.90, 0.91, 0.92: mean 0.91, sample deviation 0.01.
  const group = page.locator('.ag-row', { has: page.getByText(/run 3$/) });
  const index = await group.first().getAttribute('row-index');
  await expect
    .poll(() => cell(page, Number(index), 'accuracy').textContent())
    .toMatch(/^91\.00 ± 1\.00\s% n=3$/);
  await cell(page, Number(index), 'count').click();
  await page.getByText('3 runs', { exact: true }).waitFor();
  await cell(page, 2, 'name').getByText('run 1', { exact: true }).waitFor();
  await page.context().close();
});

it('everything that matches is exported, not only what is loaded', async () => {
  const { page } = await openRuns('?filter=seed+%3D+1');
  await page.getByText('100 runs', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const rows = parse(readFileSync(await (await started).path()), { columns: true, bom: true }) as Record<
    string,
    string
  >[];
  expect(rows.map((row) => Number(row.id))).toEqual(Array.from({ length: 100 }, (_, i) => 299 - 3 * i));
  await page.context().close();
});

it('mlflow#5541, mlflow#8205: runs are tagged, put into the trash, restored and purged', async () => {
  const { page, faults } = await openRuns('?filter=id+%3E+290');
  await select(page, 0).click();
  await select(page, 2).click({ modifiers: ['Shift'] });
  await page.getByText('3 selected').waitFor();
  expect(await page.getByRole('link', { name: 'Compare', exact: true }).last().getAttribute('href')).toBe(
    '/compare?runs=300,299,298',
  );
  await page.getByRole('button', { name: 'Tag' }).click();
  await page.getByRole('combobox', { name: 'Tag' }).fill('to go');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect
    .poll(() => app.db.sqlite.prepare("SELECT count(*) FROM tags WHERE name = 'to go'").pluck().get())
    .toBe(3);

  // The next time it is proposed.
  await page.getByRole('button', { name: 'Tag' }).click();
  await page.getByRole('combobox', { name: 'Tag' }).fill('TO');
  await page.getByRole('option', { name: 'to go' }).click();
  expect(await page.getByRole('combobox', { name: 'Tag' }).inputValue()).toBe('to go');
  await page.keyboard.press('Escape');

  await page.getByRole('combobox', { name: 'Filter' }).fill("tag = 'to go'");
  await page.getByText('3 runs', { exact: true }).waitFor();
  await select(page, 0).click();
  await select(page, 1).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Put 2 runs into the trash?' }).waitFor();
  await page.getByRole('button', { name: 'Put into the trash' }).click();
  await page.getByText('1 run', { exact: true }).waitFor();

  await page.getByRole('combobox', { name: 'Which runs' }).selectOption('Trash');
  await page.getByText('2 runs', { exact: true }).waitFor();
  await select(page, 1).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('1 run', { exact: true }).waitFor();
  await select(page, 0).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  const purge = page.getByRole('dialog').getByRole('button', { name: 'Delete for good' });
  expect(await purge.isDisabled()).toBe(true);
  await page.getByLabel('Type 1 to go on').fill('1');
  await purge.click();
  await page.getByText('0 runs', { exact: true }).waitFor();
  expect(app.db.sqlite.prepare('SELECT id FROM runs WHERE id > 297 ORDER BY id').pluck().all()).toEqual([
    298, 299,
  ]);
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('mlflow#1849, mlflow#2099, mlflow#12839, trackio#260: an update keeps scroll, selection, columns, filter and order', async () => {
  const search = '?filter=id+%3C%3D+250&columns=created_by%2Cparam%3Awidth&sort=id';
  const { page } = await openRuns(search);
  const viewport = page.locator('.ag-body-vertical-scroll-viewport, .ag-body-viewport').first();
  await select(page, 1).click();
  await viewport.evaluate((element) => element.scrollTo({ top: 4000 }));
  await cell(page, 126, 'name').getByText('run 127', { exact: true }).waitFor();
  const scrolled = await viewport.evaluate((element) => element.scrollTop);
  const changed = page.waitForResponse((response) => response.url().endsWith('/api/runs/grid'));
  app.db.sqlite.exec(
    "UPDATE runs SET name = 'renamed', revision = revision + 1, status = 'running' WHERE id = 127",
  );
  raiseDataVersions(app.db.sqlite, ['runs']);
  await changed;
  await cell(page, 126, 'name').getByText('renamed').waitFor();
  expect(await viewport.evaluate((element) => element.scrollTop)).toBe(scrolled);
  await page.getByText('1 selected').waitFor();
  expect(new URL(page.url()).searchParams.get('filter')).toBe('id <= 250');
  await page.locator('.ag-header-cell[col-id="param:width"]').waitFor();

  // What somebody else trashes is selected no more, also far from the rows that are shown; the rest stays.
  await select(page, 126).click();
  await page.getByText('2 selected').waitFor();
  app.db.sqlite.exec(`
    UPDATE runs SET status = 'finished' WHERE id = 127;
    UPDATE runs SET deleted_at = 1, revision = revision + 1 WHERE id = 2`);
  raiseDataVersions(app.db.sqlite, ['runs']);
  await page.getByText('1 selected').waitFor();
  // The rows behind it move up by one, one after the other.
  await expect
    .poll(() =>
      page.locator('.ag-row-selected').evaluateAll((rows) => rows.map((row) => row.getAttribute('row-id'))),
    )
    .toEqual(['127']);
  app.db.sqlite.exec('UPDATE runs SET deleted_at = NULL WHERE id = 2');
  await page.context().close();
});
