import { readFileSync, rmSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import { insertNote } from '@/db/notes/save-note';
import { tagRuns } from '@/db/run-tags';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';
import { FILES, recordHostileRun, SCRIPT, startLiveRun } from './run-page-fixture';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;
let hostile: number;
let live: ReturnType<typeof startLiveRun>;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'page', 'Ada');
    hostile = recordHostileRun(db);
    live = startLiveRun(db);
    insertNote(
      db,
      {
        title: `About ${SCRIPT}`,
        cells: [
          { uid: 'a'.repeat(32), type: 'markdown', source: `See run ${hostile} and **nothing** else.` },
        ],
      },
      'Bo',
    );
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  clearInterval(live?.beat);
  await browser?.close();
  await app?.stop();
});

it('mlflow#16555, mlflow#155: NaN, infinities and the most unkind names leave the whole page usable', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${hostile}`);
  await page.getByTestId('layer-card').nth(3).scrollIntoViewIfNeeded();
  await page
    .getByTestId('layer-card')
    .nth(3)
    .getByRole('img', { name: /^Ridgelines of fc "q"/ })
    .waitFor();
  for (const name of ['Evaluations', 'By class', 'Layers', 'Quantizers', 'Log', 'Config', 'Files', 'Notes']) {
    expect([name, await page.getByRole('heading', { name, exact: true }).count()]).toEqual([name, 1]);
  }
  expect(await page.title()).not.toBe('taken');
  expect(await page.getByTestId('notes').textContent()).toContain('nothing');
  expect(await seriousFaults(page)).toEqual([]);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('mlflow#8145, mlflow#6261, trackio#308: a slider over levels moves every histogram', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${recorded.runs.get('lenet-5 sensitivity')}`);
  const slider = page.getByRole('slider', { name: 'Level' });
  await slider.focus();
  const moment = page.getByTestId('moment');
  expect(await moment.textContent()).toMatch(/level 95/);
  await slider.press('Home');
  await slider.press('ArrowRight');
  expect(await moment.textContent()).toMatch(/level 20/);
  for (const layer of ['conv1', 'conv2']) {
    await page.getByRole('img', { name: new RegExp(`^Histogram of ${layer}, level 20`) }).waitFor();
  }
  await page.getByRole('img', { name: /^Accuracy by level, one line for each of 4 layers/ }).waitFor();
  await page.getByText('Accuracy lost (points)', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'conv1' }).click();
  await page.getByRole('img', { name: /^Accuracy by level, one line for each of 3 layers/ }).waitFor();
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('mlflow#1849, mlflow#11936, mlflow#12839: what a run records appears, and resets no slider, layer, scale or scroll', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${live.runId}`);
  const slider = page.getByRole('slider', { name: 'Stage and step' });
  await slider.focus();
  await slider.press('Home');
  const moment = page.getByTestId('moment');
  expect(await moment.textContent()).toMatch(/step 1$/);
  const cards = page.getByTestId('layer-card');
  await page.getByTestId('layer-table').getByRole('checkbox', { name: 'b', exact: true }).uncheck();
  await page.locator('#layers').getByText('log', { exact: true }).click();
  await expect.poll(() => cards.count()).toBe(1);
  await page.evaluate(() => window.scrollTo(0, 400));
  const before = await page.evaluate(() => window.scrollY);
  live.look(3);
  await expect.poll(() => slider.getAttribute('max'), { timeout: 15_000 }).toBe('2');
  expect(await moment.textContent()).toMatch(/step 1$/);
  expect(await cards.count()).toBe(1);
  expect(await page.locator('#layers').getByRole('radio', { name: 'log', exact: true }).isChecked()).toBe(
    true,
  );
  expect(await page.evaluate(() => window.scrollY)).toBe(before);
  await slider.press('End');
  expect(await moment.textContent()).toMatch(/step 3$/);
  await page.getByRole('img', { name: /^Histogram of a, .*step 3/ }).waitFor();
  // From the end on it follows what comes.
  live.look(4);
  await expect.poll(() => moment.textContent(), { timeout: 15_000 }).toMatch(/step 4$/);
  expect(faults.errors).toEqual([]);
  await page.context().close();
});

it('the menu of a live run has the curves as soon as the page, and leads to their heading', async () => {
  const { page } = await openPage(browser, app.url, { viewport: { width: 1440, height: 700 } });
  await page.goto(`${app.url}/runs/${live.runId}`);
  const menu = page.getByRole('navigation', { name: 'Sections of this page' });
  await page.getByTestId('layer-card').first().waitFor();
  const link = menu.getByRole('link', { name: 'Curves' });
  expect(await link.count()).toBe(0);
  // The page is not made anew meanwhile.
  await page.route(/_rsc=/, () => {});
  live.learn();
  await page.locator('#curves').waitFor({ timeout: 20_000 });
  await link.click({ timeout: 5_000 });
  const placeOf = (selector: string) =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect());
  await expect
    .poll(
      async () => (await placeOf('#curves h2')).top - (await placeOf('nav:has(a[href="#curves"]) ul')).bottom,
    )
    .toBeGreaterThanOrEqual(0);
  await page.context().close();
});

it('figures of a run are seen whole, say their engine, and no run that is not there has a name', async () => {
  const { page } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${app.url}/runs/${recorded.runs.get('lenet-300-100 pruned 90 % int8')}`);
  const table = page.getByRole('region', { name: 'Evaluations' });
  await table.waitFor();
  expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  await page.getByTestId('summary').getByText('Latency (simulated)').waitFor();
  await page.setViewportSize({ width: 390, height: 900 });
  const rows = page.getByRole('region', { name: 'Latency' }).locator('tbody tr');
  for (const row of await rows.all()) expect((await row.boundingBox())?.height).toBeLessThan(80);
  await page.goto(`${app.url}/runs/999999`);
  await expect.poll(() => page.title()).toMatch(/\w.* · Lathe/);
  await page.context().close();
});

it('files come down under their names, never as a page; a missing one says so', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs/${hostile}`);
  const row = page.getByTestId('artifacts').getByRole('row', { name: /模型 "v1"\.json/ });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^模型 .v1.\.json$/);
  expect(readFileSync(await download.path(), 'utf8')).toBe(SCRIPT);
  await row.getByRole('button', { name: /模型/ }).click();
  await page.getByTestId('artifacts').getByText(SCRIPT).waitFor();

  const ids = app.db.sqlite.prepare('SELECT id, sha256 FROM artifacts WHERE run_id = ?').all(hostile) as {
    id: number;
    sha256: string;
  }[];
  expect(ids).toHaveLength(FILES.length);
  const address = (id: number | string) => `${app.url}/api/runs/${hostile}/artifacts/${id}`;
  for (const { id } of ids) {
    const reply = await fetch(address(id));
    expect(reply.headers.get('content-type')).toBe('application/octet-stream');
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await reply.text()).toBe(SCRIPT);
  }
  expect((await fetch(address('..%2f1'))).status).toBe(400);
  expect((await fetch(address(999_999))).status).toBe(404);
  rmSync(openArtifactStore(app.db.dataDir).path(ids[0].sha256));
  const gone = await fetch(address(ids[0].id));
  expect([gone.status, (await gone.json()).error.code]).toEqual([404, 'not_found']);
  await page.context().close();
});

it('a conclusion is written, and not over one that somebody else wrote meanwhile', async () => {
  const { page } = await openPage(browser, app.url);
  const runId = recorded.runs.get('lenet-5') ?? 0;
  await page.goto(`${app.url}/runs/${runId}`);
  const stored = () => app.db.sqlite.prepare('SELECT conclusion FROM runs WHERE id = ?').pluck().get(runId);
  const write = page.getByRole('button', { name: 'Write a conclusion' });
  await write.click();
  const field = page.getByRole('textbox', { name: 'Conclusion' });
  // The keys of the page do nothing here.
  await page.keyboard.type('gr');
  expect(await field.inputValue()).toBe('gr');
  await page.getByRole('button', { name: 'Discard' }).click();
  expect(await write.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await field.fill('It **learns**.');
  app.db.sqlite.prepare("UPDATE runs SET conclusion = 'Theirs.' WHERE id = ?").run(runId);
  await page.locator('#conclusion').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Theirs.').waitFor();
  expect(stored()).toBe('Theirs.');
  expect(await field.inputValue()).toBe('It **learns**.');
  await page.getByRole('button', { name: 'Save over it' }).click();
  await page.locator('#conclusion strong').getByText('learns').waitFor();
  expect(stored()).toBe('It **learns**.');
  const tag = page.getByRole('combobox', { name: 'Add a tag' });
  await tag.fill('keep me');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove the tag keep me' }).click();
  await expect.poll(() => page.getByText('keep me').count()).toBe(0);

  // Tags of other runs are proposed, the most used first, and taken by keyboard.
  const others = [...recorded.runs.values()].filter((id) => id !== runId);
  tagRuns(app.db, others.slice(0, 1), 'kept once', 'Ada');
  tagRuns(app.db, others.slice(0, 2), 'kept twice', 'Ada');
  await tag.fill('KEPT');
  await expect
    .poll(() => page.getByRole('option').allTextContents(), { timeout: 20_000 })
    .toEqual(['kept twice', 'kept once']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove the tag kept twice' }).waitFor();
  await tag.fill('KEPT');
  await expect
    .poll(() => page.getByRole('option').allTextContents(), { timeout: 20_000 })
    .toEqual(['kept once']);
  await page.context().close();
});

it('every "Open as SQL" of a run runs, and the log is searched', async () => {
  const { page } = await openPage(browser, app.url);
  const pages: [runId: number | undefined, last: string, least: number][] = [
    [recorded.parentRunId, '.ag-row', 1],
    [recorded.runs.get('lenet-5 sensitivity'), '[data-testid=layer-card]', 8],
    [recorded.runs.get('lenet-300-100 pruned 90 % int8'), '[data-testid=layer-card]', 8],
  ];
  for (const [runId, last, least] of pages) {
    await page.goto(`${app.url}/runs/${runId}`);
    await page.locator(last).first().waitFor();
    const links = page.getByRole('link', { name: 'Open as SQL' });
    const targets = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(targets.length).toBeGreaterThanOrEqual(least);
    const config = await page
      .locator('#config')
      .getByRole('link', { name: 'Open as SQL' })
      .getAttribute('href');
    for (const target of targets) {
      const sql = decodeURIComponent(target.replace('/console#sql=', ''));
      const rows = app.db.sqlite.prepare(sql).all();
      // What the page shows the query finds.
      if (target === config || sql.includes('layer_histograms')) expect([sql, rows]).not.toEqual([sql, []]);
    }
  }
  await page.getByRole('textbox', { name: 'Search the log' }).fill('TEST images');
  const log = page.locator('#log').getByRole('region', { name: 'Log' });
  await expect.poll(() => log.locator('p').count()).toBe(1);
  expect(await log.textContent()).toMatch(/of 2000 test images right/);
  await page.context().close();
});
