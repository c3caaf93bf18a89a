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
    recorded = recordExperiment(db, 'first content', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const PRUNED = 'lenet-5 pruned 90 %';
const prunedId = () => recorded.runs.get(PRUNED) as number;

/** The first rows of the grid as they stand in the answer, before any script has run. */
async function rowsInAnswer(path: string): Promise<string[]> {
  const html = await (await fetch(app.url + path)).text();
  const [, table = ''] = /data-testid="first-rows">(.*?)<\/table>/s.exec(html) ?? [];
  return [...table.matchAll(/title="([^"]*)" href="\/runs\/\d+"/g)].map(([, name]) => name);
}

it('the answers of the pages hold the first rows of their grids, as the address asks for them', async () => {
  const names = [...recorded.runs.keys()].toReversed();
  const most = await rowsInAnswer('/runs');
  expect(most.slice(0, 3)).toEqual(names.slice(0, 3));
  expect(most.length).toBe(recorded.runs.size + 1);
  expect(await rowsInAnswer(`/runs?filter=${encodeURIComponent(`name = '${PRUNED}'`)}`)).toEqual([PRUNED]);
  expect((await rowsInAnswer('/experiments/1'))[0]).toBe(names[0]);
  expect((await rowsInAnswer(`/runs/${recorded.parentRunId}`)).length).toBeGreaterThan(10);
});

it.each([1440, 390])(
  'on a screen of %i: the rows stand where the grid puts them, and can be used before its code has come',
  async (width) => {
    const { page, faults } = await openPage(browser, app.url, { viewport: { width, height: 900 } });
    const release = await holdGridCode(page);
    await page.goto(`${app.url}/runs`, { waitUntil: 'commit' });
    const first = page.getByTestId('first-rows');
    await first.getByRole('link', { name: PRUNED, exact: true }).waitFor();
    await expect.poll(() => page.locator('[inert]').count(), { timeout: 20_000 }).toBe(0);
    await page.getByText(`${recorded.runs.size + 1} runs`, { exact: true }).waitFor();
    const before = await places(page, '[data-testid=first-rows]');
    expect(await page.locator('.ag-row').count()).toBe(0);

    release();
    await first.waitFor({ state: 'detached' });
    const after = await places(page, '.ag-root');
    expect(Object.keys(before).length).toBeGreaterThan(10);
    for (const [text, [x, y]] of Object.entries(before)) {
      expect(Math.abs(after[text][0] - x), `left end of ${text}`).toBeLessThanOrEqual(1.5);
      expect(Math.abs(after[text][1] - y), `upper end of ${text}`).toBeLessThanOrEqual(1.5);
    }
    expect(faults.errors).toEqual([]);
    await page.context().close();
  },
);

/** Keeps back the scripts with the grid's library until the function that is returned is called. */
async function holdGridCode(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('ag-root-wrapper')) await released;
    await route.fulfill({ response });
  });
  return release;
}

/** Where the links to runs and the headers of columns stand, by their texts. */
function places(page: Page, within: string): Promise<Record<string, [x: number, y: number]>> {
  return page.locator(within).evaluate((root) => {
    const elements = root.querySelectorAll('a[href^="/runs/"], th, .ag-header-cell-text');
    return Object.fromEntries(
      [...elements].flatMap((element): [string, [number, number]][] => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const { x, y, height } = range.getBoundingClientRect();
        // Only what is seen: the grid draws no more.
        return x > 0 && x < innerWidth && y < innerHeight
          ? [[element.textContent ?? '', [x, y + height / 2]]]
          : [];
      }),
    );
  });
}

it('the address of a section leads to it when the page is loaded', async () => {
  const { page } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${app.url}/runs/${prunedId()}#layers`);
  const top = () => page.locator('#layers').evaluate((section) => section.getBoundingClientRect().top);
  await expect.poll(top, { timeout: 10_000 }).toBeLessThan(300);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(300);
  await page.locator('[data-testid=layer-card] svg').first().waitFor();
  await page.context().close();
});

it('a notice is shown though its code comes with the first one', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${prunedId()}`, { waitUntil: 'load' });
  await page.getByRole('button', { name: 'Run again' }).waitFor();
  // A config that no run can have is refused.
  const config = app.db.sqlite.prepare('SELECT config FROM runs WHERE id = ?').pluck().get(prunedId());
  const put = app.db.sqlite.prepare('UPDATE runs SET config = ? WHERE id = ?');
  put.run('{}', prunedId());
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('alert').filter({ hasText: 'Not done' }).waitFor();
  put.run(config, prunedId());
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

/** Most kilobytes of scripts, compressed, until a page is shown and loaded. */
const BUDGETS: [name: string, path: () => string, shown: string, kilobytes: number][] = [
  ['experiments', () => '/', 'main table a', 320],
  ['experiment', () => '/experiments/1', '[data-testid=runs-grid] a', 550],
  ['runs, with the grid', () => '/runs', '.ag-row a', 550],
  ['run', () => `/runs/${prunedId()}`, '[data-testid=summary]', 550],
  ['compare', () => `/compare?runs=${prunedId()},${prunedId() - 1}`, '[data-testid=compared-values]', 800],
  ['launch', () => '/launch', 'main form', 320],
  ['models', () => '/models', 'main table a', 320],
  ['notes', () => '/notes', 'main h1', 320],
];

it.each(BUDGETS)('%s: scripts until the page is shown and loaded', async (_name, path, shown, kilobytes) => {
  const { page } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  await page.addInitScript((selector) => {
    const noted = window as typeof window & { shownAt?: number };
    const note = () => {
      if (document.querySelector(selector)) noted.shownAt ??= performance.now();
    };
    new MutationObserver(note).observe(document, { childList: true, subtree: true });
  }, shown);
  await page.goto(app.url + path(), { waitUntil: 'load' });
  await page.locator(shown).first().waitFor();
  // What the page fetches afterwards, while it rests, does not count.
  const bytes = await page.evaluate(() => {
    const { shownAt = Number.POSITIVE_INFINITY } = window as typeof window & { shownAt?: number };
    const [{ loadEventStart }] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return resources
      .filter(
        ({ name, startTime }) => /\.js(\?|$)/.test(name) && startTime <= Math.max(loadEventStart, shownAt),
      )
      .reduce((sum, { transferSize }) => sum + transferSize, 0);
  });
  expect(bytes).toBeGreaterThan(150_000);
  expect(bytes).toBeLessThanOrEqual(kilobytes * 1000);
  await page.context().close();
});
