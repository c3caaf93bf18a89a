import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser } from './browser';
import { openConsole as openConsolePage, SLOW, shownText, TEST_LIMIT_MS, write } from './console-page';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp((db) => {
    recordExperiment(db, 'starter', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const openConsole = (search?: string) => openConsolePage(browser, app.url, search);

it(
  'tabs survive a reload, and two windows do not write over each other',
  async () => {
    const { page } = await openConsole();
    await write(page, 'SELECT 11');
    await page.getByRole('button', { name: 'New tab' }).click();
    await write(page, 'SELECT 22');
    const other = await page.context().newPage();
    await other.goto(`${app.url}/console`);
    await other.locator('.monaco-editor .view-line').first().waitFor();
    await expect.poll(() => shownText(other), SLOW).toBe('SELECT 22');
    await write(other, 'SELECT 33');
    await page.reload();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 22');
    await page.getByRole('button', { name: 'Prune-sensitive layers', exact: true }).click();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 11');
    // The tab that was there first is kept as well, and so is one of a window that is opened from this one.
    await page.reload();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 11');
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(() => void window.open('/console')),
    ]);
    await opened.locator('.monaco-editor .view-line').first().waitFor();
    await write(opened, 'SELECT 44');
    await write(page, 'SELECT 55');
    await opened.reload();
    await expect.poll(() => shownText(opened), SLOW).toBe('SELECT 44');
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'a result stays with its tab, a closed tab can be opened again, and all statements have fields for their parameters',
  async () => {
    const { page } = await openConsole();
    const row = (text: string) => page.locator('.ag-row').getByText(text, { exact: true });
    await write(page, 'SELECT 501 AS one');
    await page.keyboard.press('Control+Enter');
    await row('501').waitFor();
    await page.getByRole('button', { name: 'New tab' }).click();
    await page.getByText('No result yet', { exact: false }).waitFor();
    // What is wrong with one takes no field from another.
    await write(page, 'SELECT :a AS first; SELECT :b FROM nowhere');
    await page.getByLabel(':a', { exact: true }).waitFor();
    expect(await page.getByLabel(':b', { exact: true }).count()).toBe(0);
    await write(page, 'SELECT :a AS first; SELECT :b AS second');
    await page.getByLabel(':a', { exact: true }).fill('502');
    await page.getByLabel(':b', { exact: true }).fill('503');
    await page.getByRole('button', { name: 'Run all' }).click();
    await row('503').waitFor();
    await page.getByRole('button', { name: 'Prune-sensitive layers', exact: true }).click();
    await row('501').waitFor();

    await page.getByRole('button', { name: 'Close Prune-sensitive layers' }).click();
    await row('503').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 501 AS one');
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'what was done to a text can be undone behind another tab and another page, and the last letter is kept',
  async () => {
    const { page } = await openConsole();
    await write(page, 'SELECT 1 AS first');
    await page.keyboard.type('x');
    await page.reload();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 1 AS firstx');
    await write(page, 'SELECT 1 AS first');
    await page.keyboard.type('x');
    await page.getByRole('button', { name: 'New tab' }).click();
    await expect.poll(() => shownText(page), SLOW).toBe('');
    const tabs = page.locator('button[aria-pressed]');
    await tabs.nth((await tabs.count()) - 2).click();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 1 AS firstx');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.waitForURL('**/runs');
    await page.getByRole('link', { name: 'Console' }).click();
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 1 AS firstx');
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+z');
    // A word, or a letter of it, at a time.
    await expect.poll(() => shownText(page), SLOW).toMatch(/^SELECT 1 AS( first)?$/);
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'a link carries the values of parameters and the chart; a tab is renamed in its place',
  async () => {
    const { page } = await openConsole();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await write(
      page,
      "SELECT 'conv1' AS layer, 0.5 AS level, :n AS accuracy_drop UNION ALL SELECT 'fc1', 0.9, :n + 1",
    );
    await page.getByLabel(':n', { exact: true }).fill('40');
    await page.keyboard.press('Enter');
    await page.locator('.ag-row').getByText('41', { exact: true }).waitFor();
    await page.getByText('Chart', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Heat map' }).click();
    const chart = { name: 'Heat map: accuracy_drop over level' };
    await page.getByRole('img', chart).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await page.getByText('Link copied', { exact: false }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());

    const other = await page.context().newPage();
    // It is not in the address of the page it was copied from: a reload would open it as one more tab.
    expect(new URL(page.url()).hash).toBe('');
    await other.goto(link);
    await expect.poll(() => shownText(other), SLOW).toContain(':n + 1');
    await expect.poll(() => other.getByLabel(':n', { exact: true }).inputValue(), SLOW).toBe('40');
    await other.getByRole('button', { name: 'Run', exact: true }).click();
    await other.getByRole('img', chart).waitFor();
    const title = other.getByRole('button', { name: 'From a link', exact: true });
    await title.dblclick();
    await other.keyboard.type('Nothing');
    await other.keyboard.press('Escape');
    await title.press('F2');
    await other.keyboard.type('Two points');
    await other.keyboard.press('Enter');
    await other.getByRole('button', { name: 'Two points', exact: true }).waitFor();
    await page.context().close();
  },
  TEST_LIMIT_MS,
);
