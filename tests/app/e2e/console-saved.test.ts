import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
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
const runs = () => app.db.sqlite.prepare('SELECT sql FROM query_log ORDER BY id').pluck().all() as string[];
const uidOf = (name: string) =>
  app.db.sqlite.prepare('SELECT uid FROM saved_queries WHERE name = ?').pluck().get(name) as string;

it(
  'a query is saved, opened from its link without being run, and a late save asks',
  async () => {
    const { page } = await openConsole();
    await write(page, 'SELECT 44 AS saved');
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Forty-four');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Forty-four', exact: true }).waitFor();
    const uid = uidOf('Forty-four');
    const before = runs().length;
    const linked = await page.context().newPage();
    await linked.goto(`${app.url}/console?q=${uid}`);
    await expect.poll(() => shownText(linked), SLOW).toBe('SELECT 44 AS saved');
    expect(runs()).toHaveLength(before);
    await linked.close();

    // supabase#5353: somebody else saves it meanwhile.
    app.db.sqlite
      .prepare("UPDATE saved_queries SET sql = 'SELECT 45', revision = 2, updated_by = 'Bo' WHERE uid = ?")
      .run(uid);
    await write(page, 'SELECT 46');
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('SELECT 45').waitFor();
    await page.getByRole('button', { name: 'Save over theirs' }).click();
    await expect
      .poll(() => app.db.sqlite.prepare('SELECT sql FROM saved_queries WHERE uid = ?').pluck().get(uid), SLOW)
      .toBe('SELECT 46');

    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },
  TEST_LIMIT_MS,
);

it(
  'a chart is kept with the saved query, and drawn for whoever opens and runs it',
  async () => {
    const { page } = await openConsole();
    await write(
      page,
      "SELECT 'conv1' AS layer, 0.5 AS level, 0.01 AS accuracy_drop UNION ALL SELECT 'fc1', 0.9, 0.1",
    );
    await page.keyboard.press('Control+Enter');
    await page.getByText('Chart', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Heat map' }).click();
    const heatMap = { name: 'Heat map: accuracy_drop over level' };
    await page.getByRole('img', heatMap).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Drops');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Drops', exact: true }).waitFor();
    await page.context().close();

    const other = await openConsole(`?q=${uidOf('Drops')}`);
    await expect.poll(() => shownText(other.page), SLOW).toContain('accuracy_drop');
    await other.page.getByRole('button', { name: 'Run', exact: true }).click();
    await other.page.getByRole('img', heatMap).locator('canvas').first().waitFor();
    expect(other.faults).toEqual({ errors: [], foreignRequests: [] });
    // After a reload the tab is still of that query.
    await other.page.reload();
    await expect.poll(() => shownText(other.page), SLOW).toContain('accuracy_drop');
    await other.page.getByRole('button', { name: 'Save', exact: true }).last().click();
    const name = other.page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await expect.poll(() => name.inputValue(), SLOW).toBe('Drops');
    await other.page.context().close();
  },
  TEST_LIMIT_MS,
);

it('a person with one query that runs and forty that wait is told by status 429, at once', async () => {
  const asked = (sql: string, id: string) =>
    fetch(`${app.url}/api/console/queries`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: 'lathe_person=many:Many' },
      body: JSON.stringify({ sql, id }),
    });
  const endless = asked(
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c',
    'endless-query',
  );
  const others = Array.from({ length: 41 }, (_, index) => asked(`SELECT ${index}`, `waiting-${index}`));
  const first = await Promise.race(others);
  expect(first.status).toBe(429);
  expect((await first.json()).error.message).toContain('40 queries wait already');
  await fetch(`${app.url}/api/console/queries/endless-query`, {
    method: 'DELETE',
    headers: { Cookie: 'lathe_person=many:Many' },
  });
  expect((await endless).status).not.toBe(200);
  const statuses = await Promise.all(others.map(async (other) => (await other).status));
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  expect(statuses.filter((status) => status === 200)).toHaveLength(40);
});
