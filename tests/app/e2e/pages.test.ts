import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trashExperiment } from '@/db/experiment-trash';
import { trashNote } from '@/db/notes/note-trash';
import { insertNote } from '@/db/notes/save-note';
import { requestCancel } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'MNIST, "quick" start', 'Ada');
    const config = { method: 'train', experiment: 'given up', architecture: { name: 'lenet-5' } };
    requestCancel(db, scheduleRun(db, config, { createdBy: 'Ada' }).runId, 'Ada');
    trashExperiment(db, 2, 'Ada');
    for (const title of ['kept', 'given up']) insertNote(db, { title, cells: [] }, 'Ada');
    trashNote(db, 2, 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** What each page shows when its content is there. */
const PAGES: [name: string, path: () => string, selector: string][] = [
  ['experiments', () => '/', 'a[href="/experiments/1"]'],
  ['experiment', () => '/experiments/1', '[data-testid=runs-grid] a'],
  ['runs', () => '/runs', '.ag-row'],
  ['run, pruned', () => `/runs/${recorded.runs.get('lenet-5 pruned 90 %')}`, '[data-testid=curve-chart]'],
  ['run, sensitivity', () => `/runs/${recorded.runs.get('lenet-5 sensitivity')}`, 'table[aria-label]'],
  ['run, parent', () => `/runs/${recorded.parentRunId}`, '.ag-row'],
  ['launch', () => '/launch', 'form'],
  ['models', () => '/models', 'td'],
  ['console', () => '/console', 'h1'],
  ['notes', () => '/notes', 'h1'],
];

it.each(PAGES)(
  '%s: no serious fault by axe, no console error, no request elsewhere, no wider than the screen',
  async (_name, path, selector) => {
    const { page, faults } = await openPage(browser, app.url, { colorScheme: 'light' });
    await page.goto(app.url + path());
    await page.locator(selector).first().waitFor();
    // Charts are drawn when they come into view.
    for (const chart of await page.getByTestId('curve-chart').all()) {
      await chart.scrollIntoViewIfNeeded();
      await chart.locator('canvas').waitFor();
    }
    expect(await seriousFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    // React draws some colours of the new scheme a moment after the attribute; a fault that stays fails.
    await expect.poll(() => seriousFaults(page), { timeout: 10_000 }).toEqual([]);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      // Charts follow a new width a moment later.
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
);

it('the experiment opens on the heat map, whose cells tell counts and intervals', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/experiments/1`);
  const map = page.getByRole('table', { name: /Accuracy lost by layer.*lenet-5/ });
  await map.waitFor();
  expect(await map.getByRole('rowheader').allTextContents()).toEqual(['conv1', 'conv2', 'fc1', 'fc2']);
  const tip = page.getByRole('tooltip');
  // The cells answer once the page's script runs, which is after they are shown.
  await expect
    .poll(
      async () => {
        await page.mouse.move(0, 0);
        await map.getByRole('cell').nth(9).hover();
        return tip.waitFor({ timeout: 1_000 }).then(
          () => true,
          () => false,
        );
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  const text = await tip.textContent();
  expect(text).toMatch(/conv1 at 95\.0.%/);
  expect(text).toMatch(/95 % interval \d/);
  expect(text).toMatch(/of 1,000 images right/);
  await page.context().close();
});

it.each([
  ['/experiments/1', '[data-testid=runs-grid] a', 4],
  ['/', 'td', 2],
  ['/notes', 'td', 2],
])('every "Open as SQL" of %s carries a query that the console can run', async (path, selector, least) => {
  const { page } = await openPage(browser, app.url);
  await page.goto(app.url + path);
  await page.locator(selector).first().waitFor();
  const links = page.locator('a', { hasText: 'Open as SQL' });
  const targets = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(targets.length).toBeGreaterThanOrEqual(least);
  for (const target of targets) {
    const sql = decodeURIComponent(target.replace('/console#sql=', ''));
    expect([sql, app.db.sqlite.prepare(sql).all()]).not.toEqual([sql, []]);
  }
  await page.context().close();
});

it('the grid sorts in SQL and finds by name', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs`);
  const name = (row: number) => page.locator(`.ag-row[row-index="${row}"] [col-id="name"]`);
  await name(0).getByText('student 30 distilled').waitFor();
  await page.locator('.ag-header-cell[col-id="sparsity"]').click();
  await name(0).getByText('pruned 95 %').waitFor();
  await page.getByRole('combobox', { name: 'Filter' }).fill('lenet-5 int8');
  await page.getByText('1 run', { exact: true }).waitFor();
  await name(0).getByText('lenet-5 int8').waitFor();
  await page.context().close();
});

it('speaks Chinese to a browser that asks for it, and English when told so', async () => {
  const { page, faults } = await openPage(browser, app.url, { locale: 'zh-CN' });
  await page.goto(`${app.url}/experiments/1`);
  await page.getByRole('heading', { name: '各层敏感度' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Sensitivity of layers' }).waitFor();
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('asks once for a name, and records under it', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(app.url);
  await page.getByLabel('Your name').fill('Zoë O’Hara');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Zoë O’Hara').waitFor();
  expect(await page.getByText('Runs and notes are recorded under a name.').count()).toBe(0);
  await page.reload();
  await page.getByText('Zoë O’Hara').waitFor();
  await page.context().close();
});

it('says what is not there', async () => {
  const response = await fetch(`${app.url}/runs/999999`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('Nothing has this address');
  const api = await fetch(`${app.url}/api/runs/999999`);
  expect(api.status).toBe(404);
  expect(await api.json()).toMatchObject({ error: { code: 'not_found' } });
});

it('allows no inline script and nothing from elsewhere', async () => {
  const policy = (await fetch(app.url)).headers.get('content-security-policy') ?? '';
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
  expect(scripts).toMatch(/'nonce-[\w+/=]{20,}'/);
  expect(scripts).not.toMatch(/unsafe|http|\*/);
  expect(policy).toContain("frame-ancestors 'none'");
});
