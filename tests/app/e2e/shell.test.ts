import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'MNIST, "quick" start', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Presses a key until the window is there: a page answers to keys once its script runs. */
async function pressUntilOpen(page: Page, key: string): Promise<void> {
  const open = async () => {
    if ((await page.locator('dialog').count()) === 0) await page.keyboard.press(key);
    return page.locator('dialog').count();
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(1);
}

it('Ctrl+K finds a run by a part of its name and opens it, by keyboard alone', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/models`);
  await page.locator('td').first().waitFor();
  await pressUntilOpen(page, 'Control+k');
  const field = page.getByRole('combobox', { name: 'Go to' });
  await page.getByRole('option').first().waitFor();
  expect(await page.getByRole('option').first().textContent()).toContain('student 30 distilled');
  await page.keyboard.type('lenet-5 pruned 9');
  await expect
    .poll(() => page.getByRole('option', { selected: true }).textContent())
    .toContain('lenet-5 pruned 95 %');
  await page.keyboard.press('ArrowDown');
  const active = await field.getAttribute('aria-activedescendant');
  expect(await page.locator(`[id="${active}"]`).textContent()).toContain('lenet-5 pruned 90 %');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/runs/${recorded.runs.get('lenet-5 pruned 90 %')}`);
  expect(await page.locator('dialog').count()).toBe(0);
  // Enter before the answer waits for it.
  await pressUntilOpen(page, 'Control+k');
  await page.keyboard.type('lenet-5 int8');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/runs/${recorded.runs.get('lenet-5 int8')}`);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('Escape closes it and the focus goes back to where it was', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/models`);
  const button = page.getByRole('button', { name: /Go to/ }).locator('visible=true');
  await button.focus();
  await pressUntilOpen(page, 'Enter');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.context().close();
});

it('"?" lists the keys, "g r" goes to the runs, and neither does anything while somebody types', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(app.url);
  const field = page.getByLabel('Your name');
  await field.fill('');
  await page.keyboard.type('?gr');
  expect(await field.inputValue()).toBe('?gr');
  expect(await page.locator('dialog').count()).toBe(0);
  await field.blur();
  await pressUntilOpen(page, '?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL(`${app.url}/runs`);
  await page.locator('.ag-row').first().waitFor();
  await page.context().close();
});

it('speaks Chinese', async () => {
  const { page } = await openPage(browser, app.url, { locale: 'zh-CN' });
  await page.goto(`${app.url}/models`);
  await pressUntilOpen(page, 'Control+k');
  await page.getByPlaceholder('名称的一部分，或 #42').waitFor();
  await page.keyboard.type('笔');
  await page.getByRole('option', { name: '笔记' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/notes`);
  await page.context().close();
});
