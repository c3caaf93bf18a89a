import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openPage } from './browser';

/** Most time of one step, so that a failure names the step. */
export const STEP_MS = 15_000;
/** For what the editor does: it comes after the page. */
export const SLOW = { timeout: 20_000 };
export const TEST_LIMIT_MS = 90_000;

/** The console in a browser profile of its own, its editor there. */
export async function openConsole(
  browser: Browser,
  url: string,
  search = '',
  options: Parameters<Browser['newContext']>[0] = {},
) {
  const opened = await openPage(browser, url, options);
  opened.page.setDefaultTimeout(STEP_MS);
  // nuxt-monaco-editor#73, next.js#94015: without its worker the editor only warns, and computes on the page's own thread.
  opened.page.on('console', (message) => {
    if (/web worker/i.test(message.text())) opened.faults.errors.push(message.text());
  });
  await opened.page.goto(`${url}/console${search}`);
  await opened.page.locator('.monaco-editor .view-line').first().waitFor();
  return opened;
}

/** The text that the editor shows, its lines joined. */
export async function shownText(page: Page): Promise<string> {
  const lines = await page.locator('.monaco-editor .view-line').allTextContents();
  return lines.join('').replaceAll('\u00a0', ' ');
}

/** Puts another text into the editor of the tab that is shown. */
export async function write(page: Page, sql: string): Promise<void> {
  await expect
    .poll(async () => {
      // Proposals may still come, and lie over the text.
      await page.keyboard.press('Escape');
      await page.locator('.monaco-editor .view-lines').first().click({ timeout: 2_000 });
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(sql);
      await page.keyboard.press('Escape');
      return shownText(page);
    }, SLOW)
    .toBe(sql.replaceAll('\n', ''));
}
