import type { Browser, Locator, Page } from 'playwright-core';
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

const openConsole = () => openConsolePage(browser, app.url);

const proposals = (page: Page) => page.locator('.suggest-widget .monaco-list-row');
it(
  'dbeaver#34533, dbeaver#8949: proposes columns by alias and values of columns, and tells what a column means',
  async () => {
    const { page, faults } = await openConsole();
    await write(page, 'WITH best AS (SELECT run_id AS best_run FROM run_results) SELECT b. FROM best b');
    for (let index = 0; index < ' FROM best b'.length; index++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await proposals(page).filter({ hasText: 'best_run' }).waitFor();
    expect(await proposals(page).count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => shownText(page), SLOW).toContain('SELECT b.best_run FROM best b');

    // The editor may close the quote by itself.
    await write(page, 'SELECT * FROM metrics WHERE key = ');
    await page.keyboard.type("'");
    await page.keyboard.press('Control+Space');
    await proposals(page).filter({ hasText: 'validation/accuracy' }).waitFor();
    await page.keyboard.press('Escape');

    await write(page, 'SELECT accuracy_drop FROM run_results');
    await page.locator('.monaco-editor .view-line').getByText('accuracy_drop').first().hover();
    await page.locator('.monaco-hover').getByText('below 0 when the run is better').waitFor();

    // A statement to begin with, whose places Tab goes through.
    await write(page, 'layers');
    await page.keyboard.press('Control+Space');
    // The one that is chosen is as readable as the others.
    const color = (row: Locator) =>
      row.locator('.monaco-icon-label-container').evaluate((label) => getComputedStyle(label).color);
    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('.suggest-widget .monaco-list-row.focused');
    expect(await color(chosen)).toBe(
      await color(proposals(page).and(page.locator(':not(.focused)')).first()),
    );
    await proposals(page).filter({ hasText: 'layers_of_run' }).click();
    await page.keyboard.type('7');
    await page.keyboard.press('Tab');
    await page.keyboard.type('pruned');
    await expect.poll(() => shownText(page), SLOW).toContain("WHERE run_id = 7 AND stage = 'pruned'");

    // grafana/clickhouse-datasource#1820, monaco#2084, monaco#2217: once too in an editor that was made later.
    await page.getByRole('button', { name: 'New tab' }).click();
    await write(
      page,
      'WITH best AS (SELECT run_id AS best_run FROM run_results) SELECT * FROM best b WHERE b.',
    );
    await page.keyboard.press('Control+Space');
    await proposals(page).filter({ hasText: 'best_run' }).waitFor();
    expect(await proposals(page).count()).toBe(1);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
  },
  TEST_LIMIT_MS,
);

it(
  'what is made up is taken as it is typed, what a proposal means stands beside it, and running puts all away',
  async () => {
    // A page of its own: the key that proposes also folds what a proposal means, and the page keeps that.
    const { page } = await openConsole();
    for (const text of ['SELECT 1 AS num', 'SELECT count(*) n', 'SELECT * FROM runs l']) {
      await write(page, '');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await page.keyboard.type('--');
      await expect.poll(() => shownText(page), SLOW).toBe(`${text}--`);
    }
    await write(page, 'SELECT 1 AS shown, accuracy_d FROM run_results');
    for (let index = 0; index < ' FROM run_results'.length; index++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-details').getByText('below 0 when the run is better').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('no such column: accuracy_d').waitFor();
    const proposals = page.locator('.suggest-widget.visible');
    await expect.poll(() => proposals.count(), SLOW).toBe(0);
    // Those on their way as well, which come within a few frames.
    for (const key of ['Escape', 'Control+Enter']) {
      await write(page, '');
      await page.keyboard.type('SEL');
      await proposals.waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => proposals.count(), SLOW).toBe(0);
      await page.keyboard.type('E');
      await page.keyboard.press(key);
      await frames(page, 20);
      expect(await proposals.count()).toBe(0);
    }
    await page.close();
  },
  TEST_LIMIT_MS,
);

/** Waits until the page has drawn so many frames. */
function frames(page: Page, count: number): Promise<void> {
  return page.evaluate(async (wanted) => {
    for (let drawn = 0; drawn < wanted; drawn++) await new Promise(requestAnimationFrame);
  }, count);
}
