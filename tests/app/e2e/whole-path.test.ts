import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startDemo } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startDemo();
  browser = await launchBrowser();
}, 12 * 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const SLOW = { timeout: 20_000 };

it('after the demo, from the heat map to a frozen note in six clicks, which Verify finds the same until the data change', async () => {
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/experiments/1`);
  const map = page.getByRole('table', { name: /Accuracy lost by layer.*lenet-5/ });
  await map.waitFor();

  // 1: the heat map's numbers, asked by SQL.
  await page.getByRole('link', { name: 'Open as SQL' }).first().click();
  await page.waitForURL(/\/console/);
  const lines = page.locator('.monaco-editor .view-line');
  await expect
    .poll(async () => (await lines.allTextContents()).join(' '), SLOW)
    .toContain('layer_sensitivity');
  // The question is changed, 0.8 to 0.9: which layers lose most at that level?
  const level = lines.getByText('0.8', { exact: true });
  const { width = 0 } = (await level.boundingBox()) ?? {};
  await level.click({ position: { x: width - 1, y: 5 } });
  await page.keyboard.press('Backspace');
  await page.keyboard.type('9');
  const typed = async () => (await lines.allTextContents()).join(' ').replaceAll('\u00a0', ' ');
  await expect.poll(typed, SLOW).toContain('FILTER (WHERE s.level = 0.9)');
  await page.keyboard.press('Escape');
  // 2: Run.
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page
    .locator('.ag-row')
    .getByText(/^(conv|fc)\d$/)
    .first()
    .waitFor();
  // 3 and 4: Add to note, a new one.
  await page.getByRole('button', { name: 'Add to note' }).click();
  await page.getByRole('menuitem', { name: 'New note' }).click();
  await page.waitForURL(/\/notes\/\d+$/);
  await page
    .locator('.ag-row')
    .getByText(/^(conv|fc)\d$/)
    .first()
    .waitFor();
  // 5: Freeze.
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByRole('link', { name: 'Version 1' }).waitFor();
  // 6: Verify.
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('status').getByText('Version 1: same.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  app.db.sqlite.exec(
    'UPDATE layer_sensitivity SET accuracy_drop = accuracy_drop + 0.5 WHERE level = 0.9 AND layer_id = (SELECT min(layer_id) FROM layer_sensitivity)',
  );
  app.db.sqlite.exec("UPDATE data_versions SET version = version + 1 WHERE table_name = 'layer_sensitivity'");
  await page.reload();
  await page.getByText('Data changed since this result was seen: layer_sensitivity.').waitFor();
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Verify' }).click();
      return page.getByText('1 new, 1 gone').count();
    }, SLOW)
    .toBe(1);
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByText('This is version 1, frozen by').waitFor();
  await page
    .locator('.ag-row')
    .getByText(/^(conv|fc)\d$/)
    .first()
    .waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
