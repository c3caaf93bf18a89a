import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
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

/** Does something until it shows: a page answers once its script runs. */
async function until(act: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<void> {
  const attempt = async () => {
    await act();
    return shown().then(
      () => true,
      () => false,
    );
  };
  await expect.poll(attempt, { timeout: 20_000 }).toBe(true);
}

const shortly = { timeout: 1_000 };

/** Clicks a button until something that it opens shows. */
const open = (button: string, role: 'menuitem' | 'dialog' | 'textbox' | 'checkbox') => async (page: Page) => {
  await page.locator('.ag-row').first().waitFor();
  await until(
    () => page.getByRole('button', { name: button }).first().click(shortly),
    () => page.getByRole(role).first().waitFor(shortly),
  );
};

const press = (key: string) => (page: Page) =>
  until(
    () => page.keyboard.press(key),
    () => page.locator('dialog').waitFor(shortly),
  );

async function selectFirstRun(page: Page): Promise<void> {
  const box = page.locator('.ag-row[row-index="0"] .ag-checkbox-input');
  await box.click();
  await page.getByText('1 selected').waitFor();
}

/** Opens each list of choices on the page in turn, and judges it with its field; fails at the first with a fault. */
async function openLists(page: Page): Promise<void> {
  const lists = page.locator('[role=combobox]:not([data-type=hidden])').locator('visible=true');
  await page.locator('form, canvas, [role=combobox]').first().waitFor();
  for (let index = 0; index < (await lists.count()); index++) {
    const list = lists.nth(index);
    await until(
      () => list.click(shortly),
      () => page.getByRole('option').first().waitFor(shortly),
    );
    expect(await seriousFaults(page, ['[role=listbox]', '[role=combobox]']), `list ${index}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').locator('visible=true').first().waitFor({ state: 'detached' });
  }
}

const compared = () =>
  `/compare?runs=${['lenet-5 pruned 50 %', 'lenet-5 pruned 90 %', 'lenet-5 int8'].map((name) => recorded.runs.get(name))}`;

/** What can be opened on a page, beside the page itself. */
const STATES: [name: string, path: () => string, act: (page: Page) => Promise<unknown>][] = [
  ['columns of the runs', () => '/runs', open('Columns', 'textbox')],
  ['views of the runs', () => '/runs', open('Views', 'menuitem')],
  ['groups of the runs', () => '/runs', open('Group', 'checkbox')],
  ['exports of the runs', () => '/runs', open('Export', 'menuitem')],
  [
    'runs to be deleted',
    () => '/runs',
    async (page) => {
      await selectFirstRun(page);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'proposals of the filter',
    () => '/runs',
    (page) =>
      until(
        () => page.getByRole('combobox', { name: 'Filter' }).fill('spars'),
        () => page.getByRole('option').first().waitFor(shortly),
      ),
  ],
  ['the trash', () => '/runs?shown=trash', async (page) => page.getByRole('heading').first().waitFor()],
  ['the palette', () => '/models', press('Control+k')],
  ['the keys', () => '/models', press('?')],
  ['a comparison', compared, openLists],
  ['the launch of a pruning', () => '/launch?method=prune', openLists],
  [
    'the launch of a pipeline',
    () => '/launch?method=pipeline',
    async (page) => page.getByRole('button', { name: 'Add a step' }).waitFor(),
  ],
  [
    'an answer of the console',
    () => '/console',
    (page) =>
      until(
        () => page.getByRole('button', { name: 'Run', exact: true }).click(shortly),
        () => page.locator('.ag-row').first().waitFor(shortly),
      ),
  ],
  ['an address of nothing', () => '/nothing', async (page) => page.getByRole('heading').first().waitFor()],
];

it.each(STATES)(
  '%s: no serious fault by axe, light and dark',
  async (_name, path, act) => {
    const { page } = await openPage(browser, app.url, { colorScheme: 'light' });
    await page.goto(app.url + path());
    await act(page);
    expect(await seriousFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    // React draws some colours of the new scheme a moment after the attribute; a fault that stays fails.
    await expect.poll(() => seriousFaults(page), { timeout: 10_000 }).toEqual([]);
    await page.context().close();
  },
  60_000,
);
