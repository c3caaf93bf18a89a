import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedDatabase } from '@/scripts/seed/seed-database';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    seedDatabase(db, { runs: 400, points: 60_000, layers: 40_000 });
    recorded = recordExperiment(db, 'to compare', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const idOf = (name: string) => recorded.runs.get(name) ?? 0;
const family = () => ['lenet-5', 'lenet-5 pruned 50 %', 'lenet-5 pruned 90 %', 'lenet-5 int8'].map(idOf);
/** All four charts have their canvas. */
async function chartsDrawn(page: Page): Promise<void> {
  for (const chart of ['curves', 'scatter', 'parallel', 'layers'])
    await page.getByTestId(`compared-${chart}`).locator('canvas').first().waitFor();
}

const query = (page: Page) => new URL(page.url()).searchParams;

it('opens from the address, is changed, and a reload brings back what was seen', async () => {
  const { page, faults } = await openPage(browser, app.url);
  const [base, half, ninety, int8] = family();
  await page.goto(`${app.url}/compare?runs=${family().join(',')},999999&base=${base}`);
  await page.getByText('There is no run #999999').waitFor();
  const chips = page.getByTestId('compared-runs').getByRole('listitem');
  expect(await chips.count()).toBe(4);
  const values = page.getByTestId('compared-values');
  const row = (name: string) => values.getByRole('row', { name: new RegExp(`^${name}`) });
  await row('finalSparsity').waitFor();
  expect(await row('Sparsity').textContent()).toMatch(/90\.\d\d.%.*★?/);
  expect(await row('dataset\\.name').count()).toBe(0);
  await chartsDrawn(page);

  await page.getByRole('switch', { name: 'Only what differs' }).click();
  await row('dataset\\.name').waitFor();
  await page.getByLabel('Search keys').fill('sparsity');
  await expect.poll(() => row('dataset\\.name').count()).toBe(0);
  await row('finalSparsity').waitFor();

  await page.getByRole('combobox', { name: 'Across', exact: true }).click();
  await page.getByRole('option', { name: 'MACs', exact: true }).click();
  await expect.poll(() => query(page).get('x')).toBe('macs');
  await page.getByText('Wasserstein distance', { exact: true }).click();
  await page.getByTestId('compared-layers').getByText('Exact values').click();
  const layers = page.getByTestId('layer-values');
  await layers.getByRole('row', { name: /lenet-5 pruned 90 %/ }).waitFor();

  await page.getByRole('button', { name: new RegExp(`^Take run #${half} `) }).click();
  await expect.poll(() => query(page).get('runs')).toBe([base, ninety, int8].join(','));
  await expect.poll(() => chips.count()).toBe(3);
  const told = Object.fromEntries(query(page));
  expect(told).toMatchObject({
    all: '1',
    search: 'sparsity',
    x: 'macs',
    layers: 'wasserstein',
    base: String(base),
  });

  await page.reload();
  await chartsDrawn(page);
  expect(Object.fromEntries(query(page))).toEqual(told);
  expect(await page.getByLabel('Search keys').inputValue()).toBe('sparsity');
  expect(await page.getByRole('combobox', { name: 'Across', exact: true }).inputValue()).toBe('MACs');
  expect(await page.getByRole('switch', { name: 'Only what differs' }).isChecked()).toBe(false);
  expect(await chips.count()).toBe(3);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('the front is listed with its intervals, and marking runs on an axis marks them everywhere', async () => {
  const { page } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${app.url}/compare?runs=${family().join(',')}&x=sparsity&axis=sparsity&axis=accuracy`);
  await chartsDrawn(page);
  const front = page.getByTestId('front').getByRole('row');
  const accuracy = app.db.sqlite.prepare(
    'SELECT run_id, sparsity, test_accuracy FROM run_results WHERE run_id IN (SELECT value FROM json_each(?))',
  );
  const all = accuracy.raw().all(JSON.stringify(family())) as [number, number, number][];
  const best = all.filter(
    ([, sparsity, top]) => !all.some(([, s, a]) => s >= sparsity && a >= top && (s > sparsity || a > top)),
  );
  expect(await front.count()).toBe(1 + best.length);
  expect(await front.nth(1).textContent()).toMatch(/\d\d\.\d\d–\d\d\.\d\d/);

  const box = await page.getByTestId('compared-parallel').locator('canvas').first().boundingBox();
  if (!box) throw new Error('the parallel coordinates have no size');
  await page.getByTestId('compared-parallel').scrollIntoViewIfNeeded();
  const canvas = await page.getByTestId('compared-parallel').locator('canvas').first().boundingBox();
  const { x, y } = canvas ?? box;
  // The first axis stands 60 pixels in, from 44 down; the upper third of it holds the 90 % sparse run alone.
  await page.mouse.move(x + 60, y + 42);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 80, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => query(page).get('marked')).toBe(String(idOf('lenet-5 pruned 90 %')));
  await page.getByRole('button', { name: 'Unmark 1 run' }).first().click();
  await expect.poll(() => query(page).get('marked')).toBeNull();
  await page.context().close();
});

it('wandb comparer: 200 runs are compared, not 10; the server answers within a second', async () => {
  const ids = app.db.sqlite
    .prepare("SELECT id FROM runs WHERE method NOT IN ('pipeline', 'sweep') ORDER BY id LIMIT 200")
    .pluck()
    .all() as number[];
  const address = `${app.url}/compare?runs=${ids.join(',')}`;
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(address);
  await chartsDrawn(page);
  expect(await page.getByTestId('compared-values').getByRole('row').count()).toBe(201);
  expect(await page.getByTestId('compared-runs').getByRole('listitem').count()).toBe(200);
  const startedAt = performance.now();
  const response = await fetch(address);
  await response.text();
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(response.status).toBe(200);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('without runs it says what to do; serious faults are nowhere, by light and dark, wide and narrow', async () => {
  const { page, faults } = await openPage(browser, app.url, { colorScheme: 'light' });
  await page.goto(`${app.url}/compare`);
  await page.getByText('No runs chosen yet').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Add runs' }).fill(`${family().slice(0, 2).join(', ')}`);
  await page.keyboard.press('Enter');
  await chartsDrawn(page);
  await page.goto(
    `${app.url}/compare?runs=${family().join(',')},${idOf('lenet-300-100 sensitivity')}&color=technique`,
  );
  await chartsDrawn(page);
  expect(await seriousFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  await expect.poll(() => seriousFaults(page), { timeout: 10_000 }).toEqual([]);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});
