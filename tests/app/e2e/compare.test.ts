import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scaleColor } from '@/app/compare/colors';
import { raiseDataVersions } from '@/db/data-versions';
import { claimRun, endRun, registerWorker } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { seedDatabase } from '@/scripts/seed/seed-database';
import { openClaim, type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

/** The machine may be busy with other tests. */
const SOON = { timeout: 20_000 };
const CONFIG = { method: 'train', experiment: 'live', name: 'goes', architecture: { name: 'lenet-300-100' } };

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

  const across = page.getByRole('combobox', { name: 'Across', exact: true });
  await across.click();
  await expect
    .poll(() => across.evaluate((field: HTMLInputElement) => getSelection()?.toString() === field.value))
    .toBe(true);
  await page.keyboard.type('MACs');
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

it('the front names its runs in the colours of the chart', async () => {
  const { page } = await openPage(browser, app.url, { colorScheme: 'light' });
  await page.goto(`${app.url}/compare?runs=${family().join(',')}&color=sparsity`);
  const row = page.getByTestId('front').getByRole('row', { name: /lenet-5 pruned 90 %/ });
  const strongest = Number.parseInt(scaleColor(1, 'light').slice(1), 16);
  const channels = [strongest >> 16, (strongest >> 8) & 255, strongest & 255];
  await expect
    .poll(
      () =>
        row
          .locator('svg[data-mark] path')
          .first()
          .evaluate((path) => getComputedStyle(path).stroke),
      SOON,
    )
    .toBe(`rgb(${channels.join(', ')})`);
  await page.context().close();
});

it('curves: a part of the axis comes in full detail, stays through new points, and is in the address', async () => {
  const claim = app.db.sqlite
    .transaction(() => {
      scheduleRun(app.db, CONFIG, { createdBy: 'Ada' });
      return claimRun(app.db, registerWorker(app.db, 'bench-1', 4242));
    })
    .immediate();
  if (!claim) throw new Error('no run could be claimed');
  const { recorder } = openClaim(app.db, claim);
  // 5,000 points, of which two runs show 2,000 each; the epochs end at 2,500 and 5,000 steps.
  for (let step = 0; step < 5_000; step++) recorder.metric('train/loss', step, step === 4_321 ? 9 : 1);
  recorder.metric('train/epoch', 2_500, 1);
  recorder.metric('train/epoch', 5_000, 2);
  recorder.flush();

  const { page, faults } = await openPage(browser, app.url);
  const [base] = family();
  await page.goto(`${app.url}/compare?runs=${claim.runId},${base}&metric=train/loss&smoothing=0.5`);
  const count = page.getByTestId('compared-points');
  await expect.poll(() => count.textContent(), SOON).toMatch(/^showing [\d,]+ of 5,\d{3} points$/);
  const curves = page.getByTestId('compared-curves');
  await curves.getByText('Values', { exact: true }).click();
  const cells = (id: number) =>
    curves
      .getByRole('row', { name: new RegExp(`^#${id} `) })
      .locator('td')
      .allTextContents();
  expect((await cells(claim.runId)).slice(5)).toEqual(['9', '4,321', '5,000']);

  await page.getByLabel('From step').fill('4300');
  await page.getByLabel('to step').fill('4399');
  await page.getByRole('button', { name: 'Zoom', exact: true }).click();
  await expect.poll(() => cells(claim.runId), SOON).toContain('100');
  expect(query(page).get('zoom')).toBe('4300..4399');

  // What comes in later leaves zoom and smoothing alone; only the run that goes is read again.
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/compare/curves')) asked.push(request.url());
  });
  recorder.metric('train/loss', 4_350, 7);
  recorder.flush();
  await expect.poll(() => cells(claim.runId), SOON).toContain('101');
  expect(new Set(asked.map((url) => new URL(url).searchParams.get('runs')))).toEqual(
    new Set([String(claim.runId)]),
  );
  expect(query(page).get('zoom')).toBe('4300..4399');
  expect(await page.getByLabel('Smoothing').inputValue()).toBe('0.5');

  // By epochs: the second half of the first epoch has the steps from 1,250 to 2,500.
  await page.getByText('Epoch', { exact: true }).click();
  await expect.poll(() => query(page).get('zoom')).toBeNull();
  await page.getByText('1 run has recorded no epochs').waitFor();
  await page.getByLabel('From epoch').fill('0.5');
  await page.getByLabel('to epoch').fill('1');
  await page.getByRole('button', { name: 'Zoom', exact: true }).click();
  await expect.poll(() => cells(claim.runId), SOON).toContain('1,251');
  const told = Object.fromEntries(query(page));
  expect(told).toMatchObject({ against: 'epoch', zoom: '0.5..1', smoothing: '0.5' });
  await page.reload();
  await curves.getByText('Values', { exact: true }).click();
  await expect.poll(() => cells(claim.runId), SOON).toContain('1,251');
  expect(Object.fromEntries(query(page))).toEqual(told);
  endRun(app.db, claim, { status: 'finished' });
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);

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

  // Who opens the address sees the same: the runs are marked, and so is the span of the axis.
  const told = query(page).toString();
  expect(query(page).get('brush')).toMatch(/^0\.\d+\.\.1:sparsity$/);
  const colorAt = (fromLeft: number, fromTop: number) =>
    page
      .getByTestId('compared-parallel')
      .locator('canvas')
      .first()
      .evaluate(
        (element, [left, top]) => {
          const drawn = element as HTMLCanvasElement;
          const scale = drawn.width / drawn.clientWidth;
          const x = left < 0 ? drawn.width + left * scale : left * scale;
          return [...(drawn.getContext('2d')?.getImageData(x, top * scale, 1, 1).data ?? [])].join();
        },
        [fromLeft, fromTop],
      );
  const colorInSpan = () => colorAt(54, 60);
  const color = await colorInSpan();
  await page.reload();
  await chartsDrawn(page);
  await expect.poll(colorInSpan, SOON).toBe(color);
  expect(query(page).toString()).toBe(told);
  // A span of the other axis, 70 pixels from the right, is drawn as well, and what the address marks stays.
  await page.goto(`${page.url()}&brush=0..1:accuracy`);
  await chartsDrawn(page);
  await expect.poll(() => colorAt(-76, 330), SOON).toBe(color);
  expect(query(page).get('marked')).toBe(String(idOf('lenet-5 pruned 90 %')));
  await page.getByRole('button', { name: 'Unmark 1 run' }).first().click();
  await expect.poll(() => query(page).get('marked')).toBeNull();
  expect(query(page).get('brush')).toBeNull();
  await expect.poll(colorInSpan, SOON).not.toBe(color);

  // A part of the scatter: dragged, in the address, and given up again.
  const scatter = page.getByTestId('compared-scatter').locator('canvas').first();
  await scatter.scrollIntoViewIfNeeded();
  const place = await scatter.boundingBox();
  if (!place) throw new Error('the scatter has no size');
  await page.mouse.move(place.x + 200, place.y + 60);
  await page.mouse.down();
  await page.mouse.move(place.x + 400, place.y + 200, { steps: 6 });
  await page.mouse.up();
  const part = /^(\S+)\.\.(\S+),(\S+)\.\.(\S+)$/;
  await expect.poll(() => query(page).get('frame'), SOON).toMatch(part);
  const [left, right, low, high] = (part.exec(query(page).get('frame') ?? '') ?? []).slice(1).map(Number);
  expect([left, right, low, high].every((end) => end >= 0 && end <= 1) && left < right && low < high).toBe(
    true,
  );
  await page.reload();
  await page.getByText('A part is shown.').waitFor();

  // What somebody changes of runs that ended comes in, and resets neither the part nor spans, marks, zoom or scroll.
  await page.goto(`${page.url()}&marked=${family()[2]}&brush=0.8..1:sparsity&zoom=1..3`);
  await chartsDrawn(page);
  await expect.poll(colorInSpan, SOON).toBe(color);
  const search = query(page).toString();
  const scrolled = await page.evaluate(() => {
    window.scrollTo(0, 500);
    return window.scrollY;
  });
  app.db.sqlite
    .prepare("UPDATE runs SET name = 'lenet-5 8 bits', revision = revision + 1 WHERE id = ?")
    .run(idOf('lenet-5 int8'));
  raiseDataVersions(app.db.sqlite, ['runs']);
  await page.getByTestId('compared-runs').getByText('lenet-5 8 bits').waitFor(SOON);
  expect(query(page).toString()).toBe(search);
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
  await page.getByText('A part is shown.').waitFor();
  await expect.poll(colorInSpan, SOON).toBe(color);
  expect(await page.getByLabel('From step').inputValue()).toBe('1');

  await page.getByRole('button', { name: 'Show all' }).last().click();
  await expect.poll(() => query(page).get('frame')).toBeNull();

  // The same without a pointer: a step inwards leaves the middle 60 % of each axis, one outwards shows all again.
  const widthOf = () => {
    const [, from, to] = part.exec(query(page).get('frame') ?? '') ?? [];
    return Number(to) - Number(from);
  };
  const group = page.getByRole('group', { name: /^Trade-off/ });
  await group.focus();
  await page.keyboard.press('+');
  await expect.poll(() => query(page).get('frame'), SOON).toMatch(part);
  const first = widthOf();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => Number(part.exec(query(page).get('frame') ?? '')?.[1]) > 0.2, SOON).toBe(true);
  expect(widthOf()).toBeCloseTo(first, 4);
  await page.keyboard.press('0');
  await expect.poll(() => query(page).get('frame')).toBeNull();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(widthOf, SOON).toBeCloseTo(first, 4);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(widthOf, SOON).toBeCloseTo(0.6 * first, 4);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(widthOf, SOON).toBeCloseTo(first, 4);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(() => query(page).get('frame')).toBeNull();
  await page.context().close();
}, 90_000);

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
