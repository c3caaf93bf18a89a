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

const openConsole = () => openConsolePage(browser, app.url);

/** The page of the tests that need none of their own: loading the editor takes most of a test. */
let shared: ReturnType<typeof openConsole> | undefined;
const sharedConsole = () => {
  shared ??= openConsole();
  return shared;
};

const runs = () => app.db.sqlite.prepare('SELECT sql FROM query_log ORDER BY id').pluck().all() as string[];

it(
  'colours are those of SQLite, and of several statements on a line the one that would run is marked',
  async () => {
    const { page } = await sharedConsole();
    const sql = 'SELECT position, level FROM layers JOIN runs ON 1 IN (1)';
    await write(page, sql);
    const colors = () =>
      page
        .locator('.monaco-editor .view-line span span')
        .evaluateAll((spans) =>
          spans.flatMap((span) =>
            (span.textContent ?? '')
              .split(/[^\w]+/)
              .map((word) => [word, getComputedStyle(span).color] as const),
          ),
        );
    await expect
      .poll(async () => {
        const colorOf = new Map(await colors());
        const keyword = colorOf.get('SELECT');
        return ['FROM', 'JOIN', 'IN', 'ON', 'position', 'level', 'runs'].filter(
          (word) => colorOf.get(word) === keyword,
        );
      }, SLOW)
      .toEqual(['FROM', 'JOIN', 'IN', 'ON']);
    const marked = page.locator('.monaco-editor .view-overlays [class*="currentStatementText"]');
    expect(await marked.count()).toBe(0);
    await write(page, 'SELECT 1 AS one; SELECT 2 AS two -- why');
    await expect.poll(() => marked.count(), SLOW).toBe(1);
    const left = async () => (await marked.boundingBox())?.x ?? 0;
    const ofSecond = await left();
    await page.keyboard.press('Home');
    await expect.poll(left, SLOW).toBeLessThan(ofSecond);
  },
  TEST_LIMIT_MS,
);

it(
  'beekeeper-studio#3438, supabase#19569, questdb/ui#71: runs the statement at the cursor or the selection, and marks its fault, not its twin',
  async () => {
    const { page } = await sharedConsole();
    await write(page, 'SELECT 1 AS one;\nSELECT nam FROM runs;\nSELECT nam FROM layers');
    await page.locator('.view-line').nth(1).click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('no such column: nam').waitFor();
    expect(runs().at(-1)).toBe('SELECT nam FROM runs');
    await page.locator('.squiggly-error').first().waitFor();
    const linesApart = async (text: string) => {
      const place = await page.locator('.squiggly-error').first().boundingBox();
      const line = await page.locator('.view-line').filter({ hasText: text }).boundingBox();
      return Math.abs((place?.y ?? 0) - (line?.y ?? 99));
    };
    expect(await linesApart('FROM runs')).toBeLessThan(12);
    // A selection that begins within the text, before the end of a line.
    await page.locator('.view-line').nth(2).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => runs().at(-1), SLOW).toBe('SELECT nam FROM layers');
    await expect.poll(() => linesApart('FROM layers'), SLOW).toBeLessThan(12);
    await page.keyboard.type('e');
    await expect.poll(() => page.locator('.squiggly-error').count(), SLOW).toBe(0);

    await write(page, 'SELECT 1 AS one; SELECT two; SELECT 3');
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByRole('alert').getByText('no such column: two').waitFor();
    expect(runs().slice(-2)).toEqual(['SELECT 1 AS one', 'SELECT two']);
    await page.getByRole('button', { name: /^1/ }).click();
    await page.locator('.ag-row').getByText('1', { exact: true }).waitFor();
  },
  TEST_LIMIT_MS,
);

it(
  'datasette#1496: a parameter becomes a typed field, and its value keeps its type',
  async () => {
    const { page } = await sharedConsole();
    await write(
      page,
      "SELECT typeof(:level) AS kind, count(*) AS n FROM layer_sensitivity WHERE level > :level AND '12:30' <> ''",
    );
    const field = page.getByLabel(':level');
    await field.fill('0.5');
    expect(await page.getByLabel('Type of level').inputValue()).toBe('real');
    await field.press('Enter');
    await page.locator('.ag-row').getByText('real', { exact: true }).waitFor();
    expect(await page.getByLabel(':30').count()).toBe(0);
    await page.getByLabel('Type of level').selectOption('text');
    await field.press('Enter');
    await page.locator('.ag-row').getByText('text', { exact: true }).waitFor();
  },
  TEST_LIMIT_MS,
);

it(
  'beekeeper-studio#2870, metabase#7270, superset#4417: cancel stays, and its process is gone; the text stays (datasette#1819)',
  async () => {
    const { page } = await sharedConsole();
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    await write(page, endless);
    await page.keyboard.press('Control+Enter');
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await expect.poll(() => cancel.isEnabled(), SLOW).toBe(true);
    await cancel.click();
    await page.getByRole('alert').getByText('was cancelled; its process is gone').waitFor();
    expect(await shownText(page)).toBe(endless);
  },
  TEST_LIMIT_MS,
);

it(
  'the plan is a tree, without hints on tables of a few rows, and the text is formatted',
  async () => {
    const { page } = await sharedConsole();
    await write(page, 'select name from runs where conclusion = 1 order by uid');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Show the query plan' }).click();
    await page.getByRole('region', { name: 'Query plan' }).getByText('SCAN runs').waitFor();
    expect(await page.getByText('reads every row: ').count()).toBe(0);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Format' }).click();
    await expect.poll(() => page.locator('.monaco-editor .view-line').count(), SLOW).toBeGreaterThan(4);
  },
  TEST_LIMIT_MS,
);

it(
  'a line becomes a comment and a line again, and a word is found in the text, by the keys of every editor',
  async () => {
    const { page } = await sharedConsole();
    // By a link: what is typed has proposals, which take the key for themselves.
    const text = 'SELECT 1 AS layer;\nSELECT 2 AS layer';
    await page.goto(`${app.url}/console#sql=${encodeURIComponent(text)}`);
    await expect.poll(() => shownText(page), SLOW).toBe(text.replace('\n', ''));
    await page.locator('.view-line').nth(1).click();
    await page.keyboard.press('Control+/');
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 1 AS layer;-- SELECT 2 AS layer');
    await page.keyboard.press('Control+/');
    await expect.poll(() => shownText(page), SLOW).toBe('SELECT 1 AS layer;SELECT 2 AS layer');
    await page.keyboard.press('Control+f');
    const find = page.locator('.find-widget');
    await find.getByRole('textbox', { name: 'Find' }).fill('layer');
    await find.getByText('of 2', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
  },
  TEST_LIMIT_MS,
);

it(
  'a fault of syntax is underlined while it is written, with what it may come from; an unfinished end is none',
  async () => {
    const { page } = await sharedConsole();
    const marks = page.locator('.squiggly-error');
    await write(page, 'SELECT name, FROM runs');
    await expect.poll(() => marks.count(), SLOW).toBe(1);
    await expect
      .poll(async () => {
        await page.mouse.move(0, 0);
        await page.locator('.view-line span', { hasText: 'FROM' }).last().hover();
        await page.waitForTimeout(500);
        return (await page.locator('.monaco-hover').allTextContents()).join();
      }, SLOW)
      .toContain('near "FROM": syntax error: remove the trailing comma');
    await write(page, 'SELECT count(*) FROM');
    await expect.poll(() => marks.count(), SLOW).toBe(0);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('incomplete input').waitFor();
    await expect.poll(() => marks.count(), SLOW).toBe(1);
    await write(page, '-- a comment alone');
    await page.keyboard.press('Control+Enter');
    await page.getByText('There is no statement here to run.').waitFor();
  },
  TEST_LIMIT_MS,
);

it(
  'the height of the editor and the width of the list of tables are set by keys, and kept',
  async () => {
    const { page } = await sharedConsole();
    await write(page, 'SELECT 1');
    const editor = page.locator('.monaco-editor').first();
    const list = page.getByRole('region', { name: 'Tables and views' });
    const sizes = async () => [
      (await editor.boundingBox())?.height ?? 0,
      (await list.boundingBox())?.width ?? 0,
    ];
    const [height, width] = await sizes();
    const lines = page.getByRole('separator', { name: 'Height of the editor' });
    await lines.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
    await page.getByRole('separator', { name: 'Width of the list of tables' }).focus();
    for (let press = 0; press < 2; press++) await page.keyboard.press('ArrowLeft');
    await expect.poll(sizes, SLOW).toEqual([height + 3 * 20, width + 2 * 20]);
    await page.reload();
    // The page comes with them: nothing moves when the editor is there.
    expect((await sizes())[1]).toBe(width + 2 * 20);
    await editor.waitFor();
    await expect.poll(sizes, SLOW).toEqual([height + 3 * 20, width + 2 * 20]);
    await lines.dblclick();
    await expect.poll(async () => (await sizes())[0], SLOW).toBe(height);
  },
  TEST_LIMIT_MS,
);

it(
  'supabase#13717, supabase#13757: a link shows its text and runs nothing; what is run is what is shown',
  async () => {
    const before = runs().length;
    const { page } = await sharedConsole();
    await page.goto(`${app.url}/console#sql=${encodeURIComponent("SELECT 77 AS linked, 'ü;' AS text")}`);
    await expect.poll(() => shownText(page), SLOW).toBe("SELECT 77 AS linked, 'ü;' AS text");
    expect(runs()).toHaveLength(before);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.ag-row').getByText('77', { exact: true }).waitFor();
    expect(runs().at(-1)).toBe("SELECT 77 AS linked, 'ü;' AS text");
    // Typed and run at once.
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('SELECT 78 AS typed');
    await page.keyboard.press('Control+Enter');
    await page.locator('.ag-row').getByText('78', { exact: true }).waitFor();
    expect(runs().at(-1)).toBe('SELECT 78 AS typed');
  },
  TEST_LIMIT_MS,
);
