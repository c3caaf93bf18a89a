import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { claimRun, endRun, registerWorker } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import type { RunRecorder } from '@/lib/domain/recorder';
import { openClaim } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let long: number;
let many: number;

/** The machine may be busy with other tests. */
const SOON = { timeout: 15_000 };
const POINTS = 300_000;
const SPIKE_STEP = 123_456;

beforeAll(async () => {
  app = await startApp((db) => {
    long = recordRun(db, (recorder, runId) => {
      recorder.metric('validation/loss', 1, 0.5);
      recorder.metric('validation/loss', 2, Number.NaN);
      recorder.metric('validation/loss', 3, 0.25);
      recorder.metric('big/value', 0, 0);
      recorder.flush();
      fillBig(db, runId);
    });
    many = recordRun(db, (recorder) => {
      for (let key = 0; key < 1_000; key++) {
        for (let step = 0; step < 20; step++) recorder.metric(`layer ${key}/it's a "norm"`, step, key + step);
      }
      recorder.flush();
    });
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

function configOf(name: string) {
  return { method: 'train', experiment: 'curves', name, architecture: { name: 'lenet-300-100' } };
}

/** Records a finished run. */
function recordRun(db: TrackingDatabase, record: (recorder: RunRecorder, runId: number) => void): number {
  const { runId } = scheduleRun(db, configOf('recorded'), { createdBy: 'Ada' });
  const claim = claimRun(db, registerWorker(db, 'bench-1', 4242));
  if (!claim) throw new Error('no run could be claimed');
  record(openClaim(db, claim).recorder, runId);
  endRun(db, claim, { status: 'finished' });
  return runId;
}

/** A run that this test records; it is claimed in the transaction that makes it, before the app's worker sees it. */
function startRun(db: TrackingDatabase): { runId: number; recorder: RunRecorder } {
  const claim = db.sqlite
    .transaction(() => {
      scheduleRun(db, configOf('live'), { createdBy: 'Ada' });
      return claimRun(db, registerWorker(db, 'bench-1', 4242));
    })
    .immediate();
  if (!claim) throw new Error('no run could be claimed');
  const { recorder } = openClaim(db, claim);
  for (let step = 0; step < 100; step++) recorder.metric('train/loss', step, 1 / (step + 1));
  for (let step = 0; step < 100; step += 10) recorder.metric('validation/loss', step, 1 / (step + 2));
  recorder.flush();
  return { runId: claim.runId, recorder };
}

/** Makes `big/value` a curve of 300,000 points between 0 and 1 with one spike. */
function fillBig(db: TrackingDatabase, runId: number): void {
  db.sqlite.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${POINTS - 1})
    INSERT INTO metric_rows SELECT ${runId}, k.id, i, 1, i,
      CASE i WHEN ${SPIKE_STEP} THEN 1000 ELSE (i * 7919 % 10007) / 10007.0 END, 0, 1700000000000 + i
    FROM n, metric_keys k WHERE k.name = 'big/value';
    UPDATE run_metrics SET last_step = ${POINTS - 1}, max_value = 1000, point_count = ${POINTS}
    WHERE key_id = (SELECT id FROM metric_keys WHERE name = 'big/value')`);
}

function chartOf(page: Page, name: string): Locator {
  return page.getByTestId('curve-chart').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** The cells of a metric's row in the table behind a chart. */
async function valuesOf(chart: Locator, key: string): Promise<string[]> {
  return chart.locator('tr', { hasText: key }).locator('td').allTextContents();
}

it('mlflow#11444, wandb#4295: a spike of one point in 300,000 stays, and the zoom fetches all points', async () => {
  const { page, faults } = await openPage(browser, app.url);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/metrics/curves')) asked.push(request.url());
  });
  await page.goto(`${app.url}/runs/${long}`);
  await page.getByLabel('Search metrics').fill('BIG');
  const chart = chartOf(page, 'big/value');
  await expect
    .poll(() => chart.getByTestId('point-count').textContent(), SOON)
    .toMatch(/^showing 1,\d{3} of 300,000 points$/);
  await chart.getByText('Values', { exact: true }).click();
  expect(await valuesOf(chart, 'big/value')).toEqual([
    'big/value',
    expect.stringMatching(/^0\.\d+$/),
    '299,999',
    '0',
    '0',
    '1,000',
    '123,456',
    '300,000',
  ]);

  // Without a pointer: the steps in figures.
  await page.getByLabel('From step').fill('123400');
  await page.getByLabel('to step').fill('123500');
  await page.getByRole('button', { name: 'Zoom', exact: true }).click();
  await expect.poll(() => chart.getByTestId('point-count').textContent(), SOON).toBe('101 points');
  expect((await valuesOf(chart, 'big/value')).slice(5)).toEqual(['1,000', '123,456', '101']);
  expect(new URL(page.url()).searchParams.get('steps')).toBe('123400..123500');
  expect(asked[asked.length - 1]).toMatch(/from=123400&to=123500/);
  expect(await chart.getByRole('link', { name: 'Open as SQL' }).getAttribute('href')).toContain(
    encodeURIComponent('step BETWEEN 123400 AND 123500'),
  );

  // By dragging: the middle half of the chart shows about half of the steps.
  const box = await chart.locator('canvas').boundingBox();
  if (!box) throw new Error('the chart has no place');
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 70, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => chart.getByTestId('point-count').textContent(), SOON).toMatch(/^[34]\d points$/);
  await page.mouse.dblclick(box.x + box.width / 2, box.y + 60);
  await expect
    .poll(() => chart.getByTestId('point-count').textContent(), SOON)
    .toMatch(/^showing 1,\d{3} of 300,000 points$/);
  expect(new URL(page.url()).searchParams.get('steps')).toBeNull();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);

it('mlflow#16555, mlflow#15535: one NaN is marked and the other points are drawn', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${long}`);
  const chart = chartOf(page, 'validation/loss');
  await chart.scrollIntoViewIfNeeded();
  await chart.getByText('1 value that is not finite').waitFor();
  await chart.locator('canvas').waitFor();
  await chart.getByText('Values', { exact: true }).click();
  await expect
    .poll(() => valuesOf(chart, 'validation/loss'))
    .toEqual(['validation/loss', '0.25', '3', '0.25', '3', '0.5', '1', '3']);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);

it('mlflow#1849, trackio#573: new points arrive alone; zoom, smoothing, hidden curves and scroll stay', async () => {
  const live = startRun(app.db);
  const { page } = await openPage(browser, app.url);
  const bodies: { url: string; size: number }[] = [];
  page.on('response', async (response) => {
    if (!response.url().includes('/metrics')) return;
    const body = await response.body().catch(() => Buffer.alloc(0));
    bodies.push({ url: response.url(), size: body.length });
  });
  await page.goto(`${app.url}/runs/${live.runId}?steps=50..1000`);
  const chart = chartOf(page, 'Loss');
  const count = chart.getByTestId('point-count');
  await chart.scrollIntoViewIfNeeded();
  await expect.poll(() => count.textContent(), SOON).toBe('55 points');
  await page.getByLabel('Smoothing').fill('0.6');
  const hidden = chart.getByRole('button', { name: 'validation/loss' });
  await hidden.click();
  await expect.poll(() => count.textContent(), SOON).toBe('50 points');
  await hidden.scrollIntoViewIfNeeded();
  const scroll = await page.evaluate(() => window.scrollY);

  const loaded = bodies.length;
  live.recorder.metric('train/loss', 100, 0.009);
  live.recorder.flush();
  await expect.poll(() => count.textContent(), SOON).toBe('51 points');
  const tails = () => bodies.slice(loaded).filter(({ url }) => url.includes('tail='));
  // The size of an answer is told here a moment after the page has it.
  await expect.poll(() => tails().length, SOON).toBeGreaterThan(0);
  for (const { size } of tails()) expect(size).toBeLessThan(1_000);
  expect(bodies.slice(loaded).filter(({ url }) => url.includes('key='))).toEqual([]);
  expect(new URL(page.url()).searchParams.get('steps')).toBe('50..1000');
  expect(await page.getByLabel('Smoothing').inputValue()).toBe('0.6');
  expect(await hidden.getAttribute('aria-pressed')).toBe('false');
  expect(await page.evaluate(() => window.scrollY)).toBe(scroll);

  // An idle page asks for nothing: in two seconds at most the end of what the last point set off is sent.
  const before = bodies.length;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(bodies.slice(before).reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_000);
  await page.context().close();
}, 60_000);

it('clearml#383: of 1,000 metrics only those that are seen are loaded, and any is found by its name', async () => {
  const { page, faults } = await openPage(browser, app.url);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/metrics/curves')) asked.push(request.url());
  });
  await page.goto(`${app.url}/runs/${many}`);
  await page.getByText('1,000 metrics').or(page.getByText('1000 metrics')).first().waitFor();
  await page.getByLabel('Search metrics').fill('layer 777');
  const chart = chartOf(page, `layer 777/it's a "norm"`);
  await expect.poll(() => chart.getByTestId('point-count').textContent(), SOON).toBe('20 points');
  await chart.locator('canvas').waitFor();
  const keys = asked.flatMap((url) => new URL(url).searchParams.getAll('key'));
  expect(keys.length).toBeLessThan(60);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);
