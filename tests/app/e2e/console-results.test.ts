import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertGridRuns } from '../../db/grid-runs';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';
import { STEP_MS } from './console-page';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp((db) => insertGridRuns(db, [{ name: 'first' }, { name: 'second' }]));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

type Options = Parameters<Browser['newContext']>[0];

/** The page that tests share which need no settings of their own: loading the editor takes most of a test. */
let shared: Awaited<ReturnType<typeof openPage>> | undefined;

/** The console with the answer to a query. */
async function ask(sql: string, options?: Options) {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const opened = (!options && shared) || (await openPage(browser, app.url, { permissions, ...options }));
  if (!options) shared = opened;
  const { page, faults } = opened;
  page.setDefaultTimeout(STEP_MS);
  // On the console itself the link fills the editor, elsewhere it opens the console.
  await page.goto(`${app.url}/console#sql=${encodeURIComponent(sql)}`);
  const lines = page.locator('.monaco-editor .view-lines').first();
  const start = sql.slice(0, 30);
  await expect
    .poll(async () => (await lines.textContent())?.replaceAll('\u00a0', ' '), { timeout: STEP_MS })
    .toContain(start);
  await markShown(page);
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/console/queries'));
  await page
    .getByRole('button', { name: /^(Run|运行)( |$)/ })
    .first()
    .click();
  const status = (await answer).status();
  await page.locator('[data-old]').first().waitFor({ state: 'detached' });
  return { page, faults, status };
}

/** Marks the grid that is there, so that a later one can be told from it. */
async function markShown(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const old of document.querySelectorAll('.ag-root-wrapper')) old.setAttribute('data-old', '');
  });
}

const cell = (page: Page, row: number, column: number) =>
  page.locator(`.ag-row[row-index="${row}"] [col-id="c${column}"]`);

/** The texts of the cells of a row that are drawn. */
async function rowTexts(page: Page, row: number): Promise<string[]> {
  await cell(page, row, 0).waitFor();
  return page.locator(`.ag-row[row-index="${row}"] .ag-cell`).allInnerTexts();
}

/** What is on the clipboard once that it is something else than before. */
async function copied(page: Page, copy: () => Promise<void>): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
  await copy();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()), { timeout: STEP_MS })
    .not.toBe('nothing yet');
  return page.evaluate(() => navigator.clipboard.readText());
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

const menuCopy = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

describe('a result', () => {
  it('dbgate#1531, beekeeper-studio#1399: shows 64-bit integers to the last digit, sorts, finds and copies them by it', async () => {
    const { page } = await ask(
      'SELECT 1254071346418286655 AS big UNION ALL SELECT 1254071346418286654 UNION ALL SELECT 7',
    );
    expect(await rowTexts(page, 0)).toEqual(['1254071346418286655']);
    await page.getByRole('columnheader', { name: 'big' }).click();
    await expect.poll(() => rowTexts(page, 1)).toEqual(['1254071346418286654']);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('textbox', { name: 'Filter of big' }).fill('= 1254071346418286654');
    await page.getByText('1 of 3 rows').waitFor();
    expect(await rowTexts(page, 0)).toEqual(['1254071346418286654']);
    await cell(page, 0, 0).click();
    expect(await copied(page, () => page.keyboard.press('Control+c'))).toBe('1254071346418286654');
  });

  it('ag-grid#5017, ag-grid#2828, streamlit-aggrid#31: has columns whose names hold dots, occur twice, or mean something to JavaScript', async () => {
    const { page } = await ask('SELECT 1 AS "a.b", 2 AS "a.b", 3 AS __proto__, 4 AS constructor, 5 AS ""');
    expect(await rowTexts(page, 0)).toEqual(['1', '2', '3', '4', '5']);
    expect(await copied(page, () => menuCopy(page, 'Values between tabs, with column names'))).toBe(
      'a.b\ta.b\t__proto__\tconstructor\t\n1\t2\t3\t4\t5',
    );
  });

  it('ag-grid#3952: tells the empty text from NULL, also under a name with a dot', async () => {
    const { page } = await ask(`SELECT '' AS "x.y", NULL AS "x.z", 'NULL' AS t, 9e999 AS inf`);
    expect(await rowTexts(page, 0)).toEqual(['', 'NULL', 'NULL', 'Infinity']);
    expect(await copied(page, () => menuCopy(page, 'Values between tabs'))).toBe('""\t\tNULL\tInfinity');
    expect(await copied(page, () => menuCopy(page, 'Markdown table'))).toContain(
      '|  | *NULL* | NULL | Infinity |',
    );
    await cell(page, 0, 0).dblclick();
    await page.getByText('An empty text, which is not NULL.').waitFor();
    await closeDialog(page);
  });

  it('sqlite-web#73: shows blobs as their size and gives their bytes', async () => {
    const { page, status } = await ask("SELECT x'00ff0a22' AS small, zeroblob(10000) AS large");
    expect(status).toBe(200);
    await cell(page, 0, 0).getByText('BLOB 4 B').waitFor();
    const [small] = await Promise.all([
      page.waitForEvent('download'),
      cell(page, 0, 0).getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(readFileSync(await small.path()).toString('hex')).toBe('00ff0a22');
    // The result holds the first 4,096 bytes of it.
    const [large] = await Promise.all([
      page.waitForEvent('download'),
      cell(page, 0, 1).getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(readFileSync(await large.path())).toEqual(Buffer.alloc(10_000));
  });

  it('cloudbeaver#3874: copies and shows all of a text that the result holds the beginning of', async () => {
    const { page } = await ask("SELECT replace(hex(zeroblob(40000)), '0', 'z') || '!' AS long");
    await cell(page, 0, 0).getByText('80.0 k characters').waitFor();
    await cell(page, 0, 0).click({ position: { x: 5, y: 5 } });
    const text = await copied(page, () => page.keyboard.press('Control+c'));
    expect([text.length, text.at(-1)]).toEqual([80_001, '!']);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Text, 80,001 characters').waitFor();
    await closeDialog(page);
  });

  it('pgadmin4#8371: a long text stretches no column and no page', async () => {
    const { page } = await ask("SELECT replace(hex(zeroblob(2000)), '0', 'wide ') AS long, 1 AS next");
    const box = await cell(page, 0, 0).boundingBox();
    expect(box?.width).toBeLessThanOrEqual(420);
    expect(box?.height).toBeLessThanOrEqual(30);
    expect(await rowTexts(page, 0)).toContain('1');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('sqlpad#207, sqlpad#176, dbgate#137, vscode-sqltools#231: shows and copies texts that are dates as they are stored', async () => {
    const { page } = await ask("SELECT '2026-03-29T02:30:00+05:45' AS at, '2026-03-29' AS day", {
      timezoneId: 'Pacific/Auckland',
    });
    const stored = ['2026-03-29T02:30:00+05:45', '2026-03-29'];
    expect(await rowTexts(page, 0)).toEqual(stored);
    expect(await copied(page, () => menuCopy(page, 'Values between tabs'))).toBe(stored.join('\t'));
    await page.context().close();
  });

  it('beekeeper-studio#422, dbeaver#37112: 50,000 rows leave the page alive; a thousand rows of thirty columns are there at once', async () => {
    const { page } = await openPage(browser, app.url);
    page.setDefaultTimeout(STEP_MS);
    await page.route('**/api/console/queries', (route) => {
      const [, count, width] = /(\d+) AS n, (\d+) AS m/.exec(route.request().postDataJSON().sql) ?? [];
      const columns = Array.from({ length: Number(width) }, (_, index) => ({
        name: `c${index}`,
        type: 'REAL',
      }));
      const rows = Array.from({ length: Number(count) }, (_, row) =>
        columns.map((_, index) => ((row + 1) * 7919 + index) % Number(count)),
      );
      return route.fulfill({ json: { columns, rows, truncated: false, elapsedMs: 1 } });
    });
    await page.addInitScript(watchFrames);
    await page.goto(`${app.url}/console`);
    await page.locator('.monaco-editor .view-line').first().waitFor();
    const figures: string[] = [];
    for (const [rows, columns] of [
      [10, 2],
      [1_000, 30],
      [50_000, 10],
    ]) {
      await page.evaluate(
        (sql) => {
          window.location.hash = `#sql=${sql}`;
        },
        encodeURIComponent(`SELECT ${rows} AS n, ${columns} AS m`),
      );
      await page
        .locator('.view-line', { hasText: `${rows}` })
        .first()
        .waitFor();
      await markShown(page);
      await page
        .getByRole('button', { name: /^Run( |$)/ })
        .first()
        .click();
      await page.locator('[data-old]').first().waitFor({ state: 'detached' });
      await page.getByText(`${rows.toLocaleString('en-US')} rows`, { exact: true }).waitFor();
      await cell(page, 0, columns > 9 ? 3 : 1).waitFor();
      const shown = await page.evaluate(() => window.latheFrames.sinceAnswer());
      await page.evaluate(() => window.latheFrames.reset());
      await page.getByRole('columnheader', { name: 'c0' }).click();
      await expect.poll(() => cell(page, 0, 0).textContent()).toBe('0');
      const longest = await page.evaluate(() => window.latheFrames.longest());
      figures.push(
        `${rows} x ${columns}: shown ${Math.round(shown)} ms after the answer, longest frame while sorting ${Math.round(longest)} ms`,
      );
      // Bounds that a busy machine keeps; the figures are printed.
      expect(shown, figures.at(-1)).toBeLessThan(2_000);
      expect(longest, figures.at(-1)).toBeLessThan(2_000);
    }
    console.log(figures.join('\n'));
    await page.context().close();
  });

  it('TablePlus-Windows#309, metabase#82850: says that more rows are there, and exports all of them', async () => {
    const { page } = await ask(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) SELECT i FROM n',
    );
    await page.getByText('The first 1,000 rows of more.').waitFor();
    const lines = (await exported(page)).trimEnd().split('\r\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([2_501, 'i', '2500']);
  });

  it('sqlitebrowser#123: exports quotes, line breaks and blobs as one record each, with a byte order mark on request', async () => {
    const { page } = await ask(
      `SELECT 'say "层"' AS q, 'two' || char(10) || 'lines' AS l, x'0a0d' AS b, '=1+1' AS f, -5 AS n`,
    );
    expect(await exported(page)).toBe('q,l,b,f,n\r\n"say ""层""","two\nlines",0a0d,=1+1,-5\r\n');
    expect(await exported(page, ['Begin with a byte order mark', 'Safe for spreadsheets'])).toBe(
      `\uFEFFq,l,b,f,n\r\n"say ""层""","two\nlines",0a0d,'=1+1,-5\r\n`,
    );
  });

  it('sqlpad#105: a query and columns of any script break no download', async () => {
    const { page } = await ask(`SELECT '值' AS "层 名" -- 查询`);
    expect(await exported(page)).toBe('层 名\r\n值\r\n');
  });
});

it('cells are marked with the mouse and with Shift and the arrows, and lead to pages by Enter', async () => {
  const { page, faults } = await ask('SELECT id AS run_id, name, 1.5 AS loss FROM runs ORDER BY id');
  await cell(page, 0, 1).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText('2 × 2 cells marked').waitFor();
  expect(await copied(page, () => page.keyboard.press('Control+c'))).toBe('first\t1.5\nsecond\t1.5');
  expect(await copied(page, () => menuCopy(page, 'Markdown table'))).toBe(
    '| name | loss |\n| --- | ---: |\n| first | 1.5 |\n| second | 1.5 |',
  );
  await cell(page, 0, 0).click();
  await cell(page, 1, 1).click({ modifiers: ['Shift'] });
  expect(await copied(page, () => page.keyboard.press('Control+c'))).toBe('1\tfirst\n2\tsecond');
  await cell(page, 0, 2).click();
  const [from, to] = [await cell(page, 1, 0).boundingBox(), await cell(page, 0, 1).boundingBox()];
  if (!from || !to) throw new Error('no cells');
  await page.mouse.move(from.x + 4, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 8, { steps: 5 });
  await page.mouse.up();
  expect(await copied(page, () => page.keyboard.press('Control+c'))).toBe('1\tfirst\n2\tsecond');
  await cell(page, 1, 1).click();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/runs/2`);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
});

it('another result has none of the order and the filters of the one before', async () => {
  const { page } = await ask('SELECT 1 AS a UNION ALL SELECT 2');
  await page.getByRole('columnheader', { name: 'a' }).dblclick();
  await expect.poll(() => rowTexts(page, 0)).toEqual(['2']);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('textbox', { name: 'Filter of a' }).fill('> 1');
  await page.getByText('1 of 2 rows').waitFor();
  await page
    .getByRole('button', { name: /^Run( |$)/ })
    .first()
    .click();
  await page.getByText('2 rows', { exact: true }).waitFor();
  expect([await rowTexts(page, 0), await rowTexts(page, 1)]).toEqual([['1'], ['2']]);
});

it('a result is drawn as the chart that it suggests, and as another one', async () => {
  const { page, faults } = await ask(
    "SELECT 'conv1' AS layer, 0.5 AS level, 0.01 AS accuracy_drop UNION ALL SELECT 'conv1', 0.9, 0.2 UNION ALL SELECT 'fc1', 0.5, 0.02 UNION ALL SELECT 'fc1', 0.9, 0.1",
  );
  await page.getByText('Chart', { exact: true }).click();
  await page
    .getByRole('img', { name: 'Lines: accuracy_drop over level' })
    .locator('canvas')
    .first()
    .waitFor();
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Heat map' }).click();
  await page
    .getByRole('img', { name: 'Heat map: accuracy_drop over level' })
    .locator('canvas')
    .first()
    .waitFor();
  await page.getByText('Table', { exact: true }).click();
  await cell(page, 3, 0).waitFor();
  // The chart comes back as it was.
  await page.getByText('Chart', { exact: true }).click();
  await page.getByRole('img', { name: 'Heat map: accuracy_drop over level' }).waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
});

it.each([
  ['light', 1440, 'en-US'],
  ['dark', 390, 'zh-CN'],
] as const)(
  'axe finds no serious fault in a %s result at %i pixels (%s)',
  async (colorScheme, width, locale) => {
    const { page, faults } = await ask(
      "SELECT 1 AS run_id, NULL AS n, x'00' AS b, replace(hex(zeroblob(300)), '0', 'long ') AS long, 0.5 AS level, 0.1 AS loss UNION ALL SELECT 2, 1, x'01', 'x', 0.6, 0.2",
      { colorScheme, locale, viewport: { width, height: 900 } },
    );
    const words = (en: string, zh: string) => (locale === 'en-US' ? en : zh);
    await cell(page, 1, 0).waitFor();
    await page.getByRole('button', { name: words('Filter', '筛选'), exact: true }).click();
    await page.getByRole('textbox', { name: words('Filter of run_id', '筛选 run_id') }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await cell(page, 0, 0).click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('NULL', { exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText(words('Chart', '图表'), { exact: true }).click();
    await page.locator('[role=img] canvas').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: words('Export', '导出'), exact: true }).click();
    await page.getByRole('radio', { name: 'Parquet' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
);

/** The text of an export as CSV with the named options. */
async function exported(page: Page, options: string[] = []): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'CSV' }).check();
  for (const option of options) await dialog.getByRole('checkbox', { name: option }).check();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  await dialog.waitFor({ state: 'detached' });
  return readFileSync(await file.path(), 'utf8');
}

declare global {
  interface Window {
    latheFrames: { reset(): void; longest(): number; sinceAnswer(): number };
  }
}

/** Runs in the page: how long frames take, and when rows were first drawn after an answer. */
function watchFrames(): void {
  let last = performance.now();
  let longest = 0;
  let answeredAt = 0;
  let shownAt = 0;
  const tick = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    const text = document.querySelector('.ag-root-wrapper:not([data-old]) .ag-cell')?.textContent;
    if (answeredAt > 0 && shownAt === 0 && text) shownAt = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const fetchAsBefore = window.fetch;
  window.fetch = async (...args) => {
    const response = await fetchAsBefore(...args);
    if (String(args[0]).endsWith('/api/console/queries')) {
      const parse = response.json.bind(response);
      response.json = async () => {
        const value = await parse();
        answeredAt = performance.now();
        shownAt = 0;
        return value;
      };
    }
    return response;
  };
  window.latheFrames = {
    reset: () => {
      longest = 0;
    },
    longest: () => longest,
    sinceAnswer: () => shownAt - answeredAt,
  };
}
