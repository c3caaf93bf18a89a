import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addConnection, removeConnection } from '@/db/console/connections';
import { makeMlflowFile } from '../../console/mlflow-file';
import { installPostgres, type PostgresServer, startPostgres } from '../../console/postgres-server';
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser } from './browser';
import { openConsole as openConsolePage, SLOW, shownText, TEST_LIMIT_MS, write } from './console-page';

const SECRET = 'pass-word-7';

let app: RunningApp;
let browser: Browser;
let connections: string;

beforeAll(async () => {
  app = await startApp((db) => {
    recordExperiment(db, 'starter', 'Ada');
    makeMlflowFile(join(db.dataDir, 'mlflow.db'));
    connections = join(db.dataDir, 'connections.json');
    addConnection(connections, { name: 'mlflow', kind: 'sqlite', path: join(db.dataDir, 'mlflow.db') });
    addConnection(connections, {
      ...{ name: 'train', kind: 'postgres', host: '127.0.0.1', port: 1, database: 'd', user: 'reader' },
      ...{ password: SECRET, ssl: 'disable' },
    });
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const openConsole = () => openConsolePage(browser, app.url);

const source = (page: Page) => page.getByLabel('Database that is asked');
const lastLog = () =>
  app.db.sqlite.prepare('SELECT connection, sql FROM query_log ORDER BY id DESC LIMIT 1').get();

it(
  'one SELECT joins an attached file; the list and completion show its tables; link, saved query and history keep it',
  async () => {
    const { page, faults } = await openConsole();
    await source(page).selectOption('+mlflow');
    await page.getByRole('button', { name: 'mlflow.params', exact: true }).waitFor();
    await page.getByRole('button', { name: 'runs', exact: true }).waitFor();
    const sql = 'SELECT m.key, m.value, e.name FROM mlflow.metrics m JOIN experiments e ON e.id = 1 LIMIT 1';
    await write(page, sql);
    await page.keyboard.press('Control+Enter');
    await page.locator('.ag-row').getByText('starter', { exact: true }).waitFor();
    expect(lastLog()).toEqual({ connection: '+mlflow', sql });

    await page.getByRole('button', { name: 'First rows of mlflow.params' }).click();
    await page.locator('.ag-row').getByText('0.01', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Add to note' }).count()).toBe(0);

    await write(page, 'SELECT p. FROM mlflow.params p');
    for (let index = 0; index < ' FROM mlflow.params p'.length; index++)
      await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'run_uuid' }).waitFor();
    await page.keyboard.press('Escape');

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await write(page, sql);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await page.getByText('Link copied', { exact: false }).waitFor();
    const linked = await page.context().newPage();
    await linked.goto(await page.evaluate(() => navigator.clipboard.readText()));
    await expect.poll(() => shownText(linked), SLOW).toBe(sql);
    expect(await source(linked).inputValue()).toBe('+mlflow');
    await linked.reload();
    await expect.poll(() => source(linked).inputValue(), SLOW).toBe('+mlflow');
    await linked.close();

    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Joined');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Joined' }).waitFor();
    const { uid, connection } = app.db.sqlite
      .prepare("SELECT uid, connection FROM saved_queries WHERE name = 'Joined'")
      .get() as { uid: string; connection: string };
    expect(connection).toBe('+mlflow');
    const saved = await page.context().newPage();
    await saved.goto(`${app.url}/console?q=${uid}`);
    await expect.poll(() => source(saved).inputValue(), SLOW).toBe('+mlflow');
    await saved.close();

    await source(page).selectOption('');
    await expect
      .poll(() => page.getByRole('button', { name: 'mlflow.params', exact: true }).count(), SLOW)
      .toBe(0);
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('dialog').getByText('· +mlflow').first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: sql }).first().click();
    await expect.poll(() => source(page).inputValue(), SLOW).toBe('+mlflow');
    expect(await seriousFaults(page)).toEqual([]);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'a database that does not answer says so where its tables would be, and no password is in any answer',
  async () => {
    const { page } = await openConsole();
    const texts: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(`${app.url}/api/console`)) texts.push(response.text().catch(() => ''));
    });
    await source(page).selectOption('train');
    await page.getByRole('alert').getByText('could not be opened: connect ECONNREFUSED').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.reload();
    await page.getByRole('alert').getByText('could not be opened: connect ECONNREFUSED').first().waitFor();
    const all = (await Promise.all(texts)).join('\n');
    expect(all).toContain('ECONNREFUSED');
    expect(all + (await page.content())).not.toContain(SECRET);
    expect(JSON.stringify(app.db.sqlite.prepare('SELECT * FROM query_log').all())).not.toContain(SECRET);
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

const installed = installPostgres();
if ('reason' in installed) console.warn(`The browser test of PostgreSQL is left out: ${installed.reason}.`);

it.skipIf('reason' in installed)(
  'PostgreSQL is asked from the page: tables, numbered parameters, a fault at its place, the plan, an export',
  async () => {
    if ('reason' in installed) return;
    const server: PostgresServer = await startPostgres(installed.bin);
    try {
      await server.query(`CREATE ROLE reader LOGIN PASSWORD '${SECRET}'; CREATE TABLE jobs (id bigint, "Note" text);
        INSERT INTO jobs VALUES (9223372036854775807, 'ein Versuch'); GRANT SELECT ON jobs TO reader`);
      removeConnection(connections, 'train');
      addConnection(connections, { ...server.superuser, name: 'train', user: 'reader', password: SECRET });
      const { page } = await openConsole();
      await source(page).selectOption('train');
      await page.getByRole('button', { name: 'jobs', exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'runs', exact: true }).count()).toBe(0);
      await write(page, 'SELECT id, "Note" FROM jobs WHERE "Note" LIKE $1');
      await page.getByLabel('$1').fill('ein%');
      await page.getByLabel('$1').press('Enter');
      await page.locator('.ag-row').getByText('9223372036854775807', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Show the query plan' }).click();
      await page.locator('.ag-row').getByText('Seq Scan on jobs').first().waitFor();
      await write(page, 'SELECT note FROM jobs');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('alert').getByText('column "note" does not exist').waitFor();
      await page.locator('.squiggly-error').first().waitFor();
      expect(lastLog()).toEqual({ connection: 'train', sql: 'SELECT note FROM jobs' });
      await page.context().close();
    } finally {
      await server.stop();
    }
  },
  TEST_LIMIT_MS,
);
