import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { quantile } from '@/lib/analysis/quantiles';
import { AppError } from '@/lib/domain/errors';
import { type BenchRow, median } from './bench-table';

const SMALL_REPEATS = 60;
const REPEATS = 15;
const APART_MS = 200;
const SETTLE_MS = 3_000;
const DEADLINE_MS = 15_000;
const KEY_DELAY_MS = 60;

const SMALL = 'SELECT id, name, method, status FROM runs ORDER BY id DESC LIMIT 20';
const FIRST_ROWS = 'SELECT * FROM layer_stats LIMIT 1000';

// The gallery's questions about an experiment, over nine of `lathe seed`, which have 55 runs each.
const EXPERIMENTS = 'r.experiment_id BETWEEN 101 AND 109';
const SENSITIVITY = `SELECT m.architecture, l.name AS layer, s.granularity,
  min(s.level) FILTER (WHERE s.accuracy_drop > 0.01) AS sensitive_from,
  avg(s.accuracy_drop) FILTER (WHERE s.level = 0.9) AS mean_drop_at_90, count(DISTINCT s.run_id) AS runs
  FROM runs r JOIN layer_sensitivity s ON s.run_id = r.id AND s.technique = 'prune'
  JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id
  WHERE r.method = 'sensitivity' AND ${EXPERIMENTS} GROUP BY m.architecture, l.name, s.granularity`;
const SHIFT = `WITH rates AS (
  SELECT h.layer, s.target_sparsity AS rate, h.histogram, h.zeros, lead(s.target_sparsity) OVER later AS next_rate,
    lead(h.histogram) OVER later AS next_histogram, lead(h.zeros) OVER later AS next_zeros
  FROM runs r JOIN layer_histograms h ON h.run_id = r.id AND h.tensor = 'kernel' AND h.stage = 'sensitivity'
  JOIN layer_stats s ON s.run_id = h.run_id AND s.layer_id = h.layer_id
    AND s.tensor = h.tensor AND s.stage = h.stage AND s.step = h.step
  WHERE r.method = 'sensitivity' AND ${EXPERIMENTS}
  WINDOW later AS (PARTITION BY r.id, h.layer_id ORDER BY s.target_sparsity))
  SELECT layer, rate, next_rate, avg(wasserstein(histogram, zeros, next_histogram, next_zeros)) AS moved
  FROM rates WHERE next_rate > rate GROUP BY layer, rate, next_rate`;

/** Milliseconds of one query of the page. */
interface QueryTime {
  /** From the request to the last byte of the answer. */
  answerMs: number;
  /** From the key to the frame that shows its rows. */
  shownMs: number;
}

interface QueryWatch {
  begin?: number;
  before: Element | null;
  shown?: number;
}

type Watched = typeof globalThis & { latheQuery?: QueryWatch; longestKeyMs?: number };

/** A small query and the first rows of the largest table, asked in the page by the keyboard. */
export async function queryRows(browser: Browser, url: string): Promise<BenchRow[]> {
  return inConsole(browser, `${url}/console#sql=${encodeURIComponent(SMALL)}`, async (page) => {
    await runTimed(page);
    const small = await repeated(SMALL_REPEATS, () => runTimed(page));
    const asked = async (sql: string) => {
      await openSql(page, sql);
      await runTimed(page);
      return repeated(REPEATS, () => runTimed(page));
    };
    const first = await asked(FIRST_ROWS);
    const sensitivity = await asked(SENSITIVITY);
    const shift = await asked(SHIFT);
    const answers = (times: QueryTime[]) => times.map(({ answerMs }) => answerMs);
    const shown = (times: QueryTime[]) => times.map(({ shownMs }) => shownMs);
    const row = (name: string, value: number, target?: string): BenchRow => ({
      ...{ name, value, target },
      unit: 'ms',
    });
    return [
      row('small query in the page, answer: p50', quantile(answers(small), 0.5), '< 30 ms'),
      row('small query in the page, answer: p95', quantile(answers(small), 0.95), '< 80 ms'),
      row('small query in the page, from the key to the painted rows: p50', quantile(shown(small), 0.5)),
      row('small query in the page, from the key to the painted rows: p95', quantile(shown(small), 0.95)),
      row('first 1,000 rows of layer_stats, answer', median(answers(first)), '< 100 ms'),
      row('first 1,000 rows of layer_stats, from the key to the painted rows', median(shown(first))),
      row('sensitivity by layer over 500 runs, answer', median(answers(sensitivity)), '< 50 ms'),
      row('distribution shift over 500 runs, answer', median(answers(shift)), '< 100 ms'),
    ];
  });
}

/** Each question of the gallery, taken from its menu. */
export async function exampleRows(browser: Browser, url: string): Promise<BenchRow[]> {
  return inConsole(browser, `${url}/console`, async (page) => {
    const menu = page.getByRole('button', { name: 'Examples' });
    const items = page.getByRole('menu').getByRole('menuitem');
    await menu.click();
    await items.first().waitFor();
    const titles = await items.evaluateAll((all) =>
      all.map((item) => {
        const help = item.querySelector('p')?.textContent ?? '';
        return (item.textContent ?? '').slice(0, -help.length || undefined);
      }),
    );
    await page.keyboard.press('Escape');
    const rows: BenchRow[] = [];
    for (const [index, title] of titles.entries()) {
      await menu.click();
      await items.nth(index).click();
      await pause(SETTLE_MS / 3);
      const param = page.getByRole('group', { name: 'Parameters' }).getByRole('textbox');
      if (await param.count()) await param.fill('300000');
      await page.locator('.monaco-editor').click();
      await runTimed(page);
      const times = await repeated(REPEATS, () => runTimed(page));
      const value = median(times.map(({ answerMs }) => answerMs));
      rows.push({ name: `example: ${title}`, value, unit: 'ms', target: '< 200 ms' });
    }
    return rows;
  });
}

/** The longest time from a key to the next frame while a query is typed against a source of many tables. */
export async function typingRows(
  browser: Browser,
  url: string,
  connection: string,
  tables: number,
): Promise<BenchRow[]> {
  return inConsole(browser, `${url}/console#sql=&connection=${connection}`, async (page) => {
    await page.getByRole('button', { name: 'table_7', exact: true }).waitFor();
    await page.evaluate(() => {
      const shared = globalThis as Watched;
      shared.longestKeyMs = 0;
      // Shorter ones are not told of.
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries())
          if (/^key|input$/.test(name)) shared.longestKeyMs = Math.max(shared.longestKeyMs ?? 0, duration);
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    });
    await page.keyboard.type(
      'SELECT a.column_1, avg(b.column_2) AS mean FROM table_17 a JOIN table_423 b ON b.id = a.id WHERE a.column_3 > 0.5 GROUP BY a.column_1',
      { delay: KEY_DELAY_MS },
    );
    await pause(APART_MS);
    const value = await page.evaluate(() => (globalThis as Watched).longestKeyMs ?? 0);
    const name = `typing with ${tables} tables, longest time from a key to its frame`;
    return [{ name, value, unit: 'ms', target: '< 50 ms' }];
  });
}

async function inConsole<T>(browser: Browser, address: string, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE_MS);
    await page.goto(address, { waitUntil: 'load' });
    await page.locator('.monaco-editor .view-line').first().waitFor();
    await pause(SETTLE_MS);
    await page.locator('.monaco-editor').click();
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Opens a statement in a tab of its own, as a link does: what is typed, the editor would complete. */
async function openSql(page: Page, sql: string): Promise<void> {
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#sql=${encodeURIComponent(sql)}`,
  );
  await page
    .locator('.monaco-editor .view-line', { hasText: sql.split('\n')[0].slice(0, 20) })
    .first()
    .waitFor();
  await page.locator('.monaco-editor').click();
}

async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let repeat = 0; repeat < times; repeat++) {
    await pause(APART_MS);
    results.push(await work());
  }
  return results;
}

/** Runs the statement at the cursor by its key; times are those of the page's own clock. */
async function runTimed(page: Page): Promise<QueryTime> {
  await page.evaluate(watchQuery);
  await page.keyboard.press('Control+Enter');
  await page
    .waitForFunction(() => (globalThis as Watched).latheQuery?.shown !== undefined)
    .catch(async (cause) => {
      const found = await page.locator('section[aria-busy]').textContent();
      throw new AppError('internal', `A query of the page showed no rows, but: ${found?.slice(0, 500)}`, {
        cause,
      });
    });
  return page.evaluate(() => {
    const { begin = 0, shown = 0 } = (globalThis as Watched).latheQuery ?? {};
    const answers = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const answer = answers.findLast(({ name }) => name.endsWith('/api/console/queries'));
    return {
      answerMs: answer ? answer.responseEnd - answer.startTime : Number.NaN,
      shownMs: shown - begin,
    };
  });
}

/** Runs in the page: notes the key, and the frame after the one in which another grid has rows, or none is needed. */
function watchQuery(): void {
  const region = () => document.querySelector('section[aria-busy] .ag-root');
  // Answered without rows: there is no grid then.
  const isEmpty = () => {
    const section = document.querySelector('section[aria-busy="false"]');
    const answers = performance.getEntriesByType('resource');
    return (
      section !== null &&
      section.querySelector('.ag-root, [role="alert"]') === null &&
      answers.some(({ name }) => name.endsWith('/api/console/queries'))
    );
  };
  performance.clearResourceTimings();
  const state: QueryWatch = { before: region() };
  (globalThis as Watched).latheQuery = state;
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key === 'Enter') state.begin ??= timeStamp;
    },
    { capture: true },
  );
  const look = () => {
    const grid = region();
    const hasRows = grid !== state.before && grid?.querySelector('.ag-row .ag-cell');
    if (hasRows || isEmpty())
      requestAnimationFrame(() => {
        state.shown = performance.now();
      });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
