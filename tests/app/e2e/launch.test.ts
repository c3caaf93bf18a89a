import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestCancel } from '@/db/run-queue';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'starter', 'Ada');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A page takes seconds where other programs share the processors. */
const TEST_LIMIT_MS = 90_000;

const runCount = () => app.db.sqlite.prepare('SELECT count(*) FROM runs').pluck().get();
const newestRun = () =>
  app.db.sqlite
    .prepare('SELECT id, method, config, retry_of_run_id AS retryOf FROM runs ORDER BY id DESC LIMIT 1')
    .get() as { id: number; method: string; config: string; retryOf: number | null };
const fieldValue = (page: Page, label: string) => page.getByRole('textbox', { name: label }).inputValue();

it(
  'what is typed as JSON before the page has come to life is not lost',
  async () => {
    const { page, faults } = await openPage(browser, app.url);
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route('**/_next/static/**/*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${app.url}/launch`, { waitUntil: 'commit' });
    const json = page.getByRole('textbox', { name: 'JSON' });
    await json.fill('{ "method": "train", "experiment": "Typed early", "epochs": 7 }');
    release();
    await expect.poll(() => fieldValue(page, 'Epochs'), { timeout: 20_000 }).toBe('7');
    expect(await json.inputValue()).toContain('Typed early');
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'launches from a preset: a trained model is proposed, an estimate, the keyboard',
  async () => {
    const { page, faults } = await openPage(browser, app.url);
    await page.goto(`${app.url}/launch`);
    await page.getByRole('button', { name: 'int8 after training' }).click();
    const base = page.getByRole('combobox', { name: 'Base model' });
    expect(await base.inputValue()).toMatch(/^lenet-(5|300-100) #\d+$/);
    await base.fill('student mlp');
    await page.getByRole('option', { name: /^student 30 #/ }).click();
    const estimate = page.getByTestId('estimate');
    await estimate.getByText(/From \d+ earlier run|Rough: from \d+ run/).waitFor();
    // mlp 30: kernels 23,520 and 300 at one byte, 40 scales and 40 biases of 4 bytes.
    await estimate.getByText('about 24.1\u202fkB').waitFor();

    // Another model, found by a word of its architecture.
    await base.fill('lenet-5 pruned 95');
    await page.getByRole('option', { name: /lenet-5 pruned 95 %/ }).click();
    await estimate.getByText(/lenet-5: 431,080 parameters/).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/runs\/\d+$/);
    const run = newestRun();
    expect(run.method).toBe('quantize');
    expect(JSON.parse(run.config)).toMatchObject({
      experiment: 'starter',
      base: { run: recorded.runs.get('lenet-5 pruned 95 %') },
      mode: 'static',
      bits: 8,
    });
    // Its model has no files here; the worker must not fail over it while other tests watch.
    requestCancel(app.db, run.id, 'Ada');
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'tells a wrong value at once, keeps what was typed, and puts the focus on the first wrong field',
  async () => {
    const { page, faults } = await openPage(browser, app.url);
    const before = runCount();
    await page.goto(`${app.url}/launch?method=prune`);
    const sparsity = page.getByLabel('Final sparsity');
    const base = page.getByRole('combobox', { name: 'Base model' });
    await page.getByLabel('Name', { exact: true }).first().fill('kept " 中');
    await sparsity.pressSequentially('1.5');
    await page.getByText('must be less than 1').waitFor();
    expect(await sparsity.getAttribute('aria-invalid')).toBe('true');
    // A field nobody has come to yet is not called wrong before launching.
    expect(await base.getAttribute('aria-invalid')).not.toBe('true');

    await sparsity.fill('0.5');
    await page.getByText('More settings').click();
    await page.getByLabel('Rounds').fill('99');
    await page.getByText('More settings').click();
    await page.locator('summary').getByText('1 fault inside').waitFor();
    await base.fill('lenet-5 int8');
    await page.getByRole('option', { name: /lenet-5 int8/ }).click();
    await page.getByRole('button', { name: 'Launch' }).click();
    // It was folded away: it opens.
    await page.getByRole('alert').getByText('rounds').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')))
      .toBe('true');
    expect(await page.getByLabel('Rounds').isVisible()).toBe(true);
    expect(await fieldValue(page, 'Rounds')).toBe('99');
    expect(await page.getByLabel('Name', { exact: true }).first().inputValue()).toBe('kept " 中');
    expect(runCount()).toBe(before);
    expect(await seriousFaults(page)).toEqual([]);

    // A wrong model: no open list covers what is said of it.
    await page.getByLabel('Rounds').fill('2');
    const json = page.getByLabel('As JSON');
    const text = await json.inputValue();
    await json.fill(text.replace(/"run": \d+/, '"run": 999999'));
    await page.getByRole('button', { name: 'Launch' }).click();
    await expect.poll(() => base.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.getByRole('option').count()).toBe(0);
    await page.getByText('no run 999999').first().waitFor();

    // What no field of the form can show is told beside the JSON, and at once where it was looked for.
    await page.setViewportSize({ width: 1440, height: 900 });
    await json.fill(text.replace('"rounds"', '"runds"'));
    const line = text.split('\n').findIndex((each) => each.includes('"rounds"')) + 1;
    await page.getByText(`Line ${line}: runds: unknown field "runds"`).waitFor();
    expect(await json.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Launch' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'runds' });
    await expect.poll(() => alert.evaluate((list) => list === document.activeElement)).toBe(true);
    const seen = await alert.evaluate((list) => {
      const { top, bottom } = list.getBoundingClientRect();
      return [0, 1].map((end) => list.contains(document.elementFromPoint(600, end ? bottom - 2 : top + 2)));
    });
    expect(seen).toEqual([true, true]);
    await json.fill(text.replace('"rounds": 2', '"rounds": 99'));

    // Language and colours change nothing that was typed.
    await page.getByRole('button', { name: /^Language/ }).click();
    await page.getByRole('menuitem', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '新建运行' }).waitFor();
    expect(await fieldValue(page, '轮次')).toBe('99');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await fieldValue(page, '轮次')).toBe('99');
    expect(faults.errors).toEqual([]);
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'duplicates a run with changes and shows each difference',
  async () => {
    const { page } = await openPage(browser, app.url);
    const original = recorded.runs.get('lenet-5 pruned 90 %') ?? 0;
    await page.goto(`${app.url}/launch?from=${original}`);
    const differences = page.getByTestId('differences');
    await differences.getByText('None yet').waitFor();
    await page.getByLabel('Final sparsity').fill('0.85');
    await page.getByRole('combobox', { name: 'Granularity' }).click();
    await page.getByRole('option', { name: 'filter' }).click();
    const rows = differences.locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.nth(0).locator('td').allTextContents()).toEqual(['granularity', 'element', 'filter']);
    expect(await rows.nth(1).locator('td').allTextContents()).toEqual(['finalSparsity', '0.9', '0.85']);
    await differences.getByText('The name is still that of the original.').waitFor();
    await page.getByRole('button', { name: 'Launch' }).click();
    await page.waitForURL((url) => /^\/runs\/\d+$/.test(url.pathname));
    const run = newestRun();
    expect(run.retryOf).toBeNull();
    expect(JSON.parse(run.config)).toMatchObject({ name: 'lenet-5 pruned 90 %', finalSparsity: 0.85 });
    requestCancel(app.db, run.id, 'Ada');
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'the JSON changes the form and the form the JSON; a fault is told by line and column',
  async () => {
    const { page, faults } = await openPage(browser, app.url);
    await page.goto(`${app.url}/launch?preset=prune90`);
    const json = page.getByLabel('As JSON');
    const text = await json.inputValue();
    // What is typed is answered once the page's script runs.
    await expect
      .poll(
        async () => {
          await json.fill(text.replace('"finalSparsity": 0.9', '"finalSparsity": 0.75'));
          return fieldValue(page, 'Final sparsity');
        },
        { timeout: 20_000 },
      )
      .toBe('0.75');
    await page.getByLabel('Final sparsity').fill('0.6');
    await expect.poll(() => json.inputValue()).toContain('"finalSparsity": 0.6');

    await json.fill(text.replace('"method": "prune",', '"method": "prune"'));
    await page.getByText('Line 3, column 3').waitFor();
    expect(await json.getAttribute('aria-invalid')).toBe('true');
    expect(await fieldValue(page, 'Final sparsity')).toBe('0.6');

    // A pasted export of another method.
    const config = { method: 'train', experiment: 'pasted', architecture: { name: 'mlp', widths: [12, 8] } };
    await json.fill(JSON.stringify({ id: 4, config }));
    expect(await page.getByRole('combobox', { name: 'Experiment' }).inputValue()).toBe('pasted');
    // What the config leaves out stands there as what it will be.
    expect(await page.getByLabel('Epochs').getAttribute('placeholder')).toBe('1');
    expect(await fieldValue(page, 'Widths')).toBe('12, 8');
    expect(JSON.parse(await json.inputValue())).toEqual(config);

    // A pipeline: its steps are added, renamed and removed; inputs follow.
    await page.getByRole('button', { name: 'Prune, quantize, distil' }).click();
    await page.getByLabel('Name of step 1').fill('smaller');
    expect(await json.inputValue()).toContain('"step": "smaller"');
    const second = page.getByRole('region', { name: /Step 2/ });
    expect(await second.getByRole('combobox', { name: 'Base model' }).inputValue()).toBe(
      'Output of step “smaller”',
    );
    await page.getByRole('button', { name: 'Remove step smaller' }).click();
    await page.getByText('no earlier step is called "smaller"').first().waitFor();
    await page.getByRole('button', { name: 'Add a step' }).click();
    expect(await page.getByLabel(/^Name of step/).count()).toBe(3);
    expect(await seriousFaults(page)).toEqual([]);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);
