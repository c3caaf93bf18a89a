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

function count(sql: string): number {
  return app.db.sqlite.prepare(sql).pluck().get() as number;
}

it('shows within 90 seconds that the worker of a run was killed, keeps its points, and resumes it from the page', async () => {
  const config = {
    method: 'train',
    experiment: 'Lost',
    architecture: { name: 'lenet-300-100' },
    dataset: { name: 'mnist', trainSamples: 3000, validationSamples: 200, testSamples: 200 },
    epochs: 40,
  };
  const { runId } = scheduleRun(app.db, config, { createdBy: 'Ada' });
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${runId}`);
  const status = page.getByTestId('run-status');
  await status.getByText('running').waitFor({ timeout: 60_000 });
  await expect.poll(() => count('SELECT count(*) FROM checkpoints'), { timeout: 60_000 }).toBe(1);

  const killedAt = Date.now();
  process.kill(count('SELECT pid FROM workers WHERE stopped_at IS NULL ORDER BY id DESC LIMIT 1'), 'SIGKILL');
  const points = count('SELECT count(*) FROM metric_rows');
  await page.getByText('The worker died.').waitFor({ timeout: 90_000 });
  expect(Date.now() - killedAt).toBeLessThan(90_000);
  expect(count('SELECT count(*) FROM metric_rows')).toBe(points);
  expect(points).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Run again' }).waitFor();

  await page.getByRole('button', { name: 'Resume' }).click();
  await status.getByText('finished').waitFor({ timeout: 90_000 });
  expect(count(`SELECT attempt FROM runs WHERE id = ${runId}`)).toBe(2);
  // 3,000 images in batches of 64 are 47 steps an epoch; 40 epochs, each with one point that is shown.
  const epochs = "SELECT count(*) FROM metrics WHERE key = 'epoch/train_loss'";
  expect([count(epochs), count(`${epochs} AND step % 47 = 0`)]).toEqual([40, 40]);
  await page.context().close();
}, 240_000);
