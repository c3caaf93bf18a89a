import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const RUN_DEADLINE_MS = 60_000;

it('launches a run from the form and shows it finish without a reload', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/launch`);
  await page.getByRole('combobox', { name: 'Experiment' }).fill('From the form');
  await page.getByRole('combobox', { name: 'Architecture' }).click();
  await page.getByRole('option', { name: 'lenet-300-100' }).click();
  await page.getByLabel('Epochs').fill('3');
  await page.getByLabel('Learning rate').fill('50');
  await page.getByText('More settings').click();
  await page.getByLabel('Training images').fill('2000');
  await page.getByLabel('Validation images').fill('300');
  await page.getByLabel('Test images').fill('300');
  await page.getByRole('button', { name: 'Launch' }).click();

  // The wrong field says so beside itself, and nothing was written.
  await page.getByRole('alert').getByText('optimizer.learningRate').waitFor();
  const rate = page.getByLabel('Learning rate');
  expect(await rate.getAttribute('aria-invalid')).toBe('true');
  expect(app.db.sqlite.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);

  await rate.fill('0.001');
  await page.getByRole('button', { name: 'Launch' }).click();
  await page.waitForURL(/\/runs\/\d+$/);
  await page.evaluate(() => {
    (window as unknown as { isSamePage: boolean }).isSamePage = true;
  });
  await page.getByTestId('run-status').getByText('finished').waitFor({ timeout: RUN_DEADLINE_MS });
  const layers = page.getByTestId('layer-table');
  await layers.waitFor();
  expect(await layers.locator('.mono').allTextContents()).toEqual(['fc1', 'fc2', 'fc3']);
  const fc1 = page.getByTestId('layer-card').first();
  await fc1.scrollIntoViewIfNeeded();
  await fc1.getByRole('img').first().waitFor();
  const shapes = await fc1
    .locator('svg path')
    .evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
  expect(Math.max(...shapes.map(({ length }) => length))).toBeGreaterThan(500);
  await page.getByText('Test accuracy').first().waitFor();
  await page.getByRole('heading', { name: 'Curves' }).waitFor();
  expect(await page.evaluate(() => (window as unknown as { isSamePage?: boolean }).isSamePage)).toBe(true);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('cancels a run and runs it again, as a new run that names the old one', async () => {
  const config = {
    method: 'train',
    experiment: 'Long',
    name: 'long one',
    architecture: { name: 'lenet-300-100' },
    dataset: { name: 'mnist', trainSamples: 5000, validationSamples: 200, testSamples: 200 },
    epochs: 1000,
  };
  const { runId } = scheduleRun(app.db, config, { createdBy: 'Ada' });
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${runId}`);
  const status = page.getByTestId('run-status');
  await status.getByText('running').waitFor({ timeout: RUN_DEADLINE_MS });

  // What was opened and scrolled stays so while points arrive (mlflow#1849).
  await page.getByText('Values', { exact: true }).first().click();
  const points = page.locator('tr', { hasText: 'train/loss' }).locator('td').last();
  await points.waitFor({ timeout: RUN_DEADLINE_MS });
  const before = await points.textContent();
  await expect.poll(() => points.textContent(), { timeout: 20_000 }).not.toBe(before);

  await page.getByRole('button', { name: 'Cancel' }).click();
  await status.getByText('killed').waitFor({ timeout: RUN_DEADLINE_MS });
  await page.getByText('Cancelled.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/runs/') && !url.pathname.endsWith(`/${runId}`));
  await page.getByRole('link', { name: `again of run ${runId}` }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await status.getByText('killed').waitFor({ timeout: RUN_DEADLINE_MS });
  await page.context().close();
}, 180_000);
