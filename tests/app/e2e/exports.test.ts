import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

const NAME = 'a "b" and/or, 剪枝 שלום';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, NAME, 'Ada, "A"');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** The file that the export of what the runs page shows gives in a format. */
async function exported(format: 'JSON' | 'Parquet', filter: string): Promise<Buffer> {
  const { page } = await openPage(browser, app.url);
  await page.goto(
    `${app.url}/runs?columns=experiment,created_by,accuracy,sparsity&filter=${encodeURIComponent(filter)}`,
  );
  await page.locator('.ag-row').first().waitFor();
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Export' }).click({ timeout: 2_000 });
      return page.getByRole('menuitem', { name: format }).count();
    })
    .toBe(1);
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: format }).click();
  const file = readFileSync(await (await started).path());
  await page.context().close();
  return file;
}

const stored = () =>
  app.db.sqlite
    .prepare(
      `SELECT r.id, r.name, e.name AS experiment, r.created_by, test_accuracy AS accuracy, sparsity
       FROM runs r JOIN experiments e ON e.id = r.experiment_id JOIN run_results ON run_id = r.id
       WHERE method = 'prune' ORDER BY r.id DESC`,
    )
    .all();

it('what matches is exported as JSON and read back to the digit', async () => {
  const rows = JSON.parse((await exported('JSON', "method = 'prune'")).toString()) as Record<
    string,
    unknown
  >[];
  expect(rows).toHaveLength(8);
  expect(rows).toMatchObject(stored() as object[]);
});

it('what matches is exported as Parquet and read back to the digit', async () => {
  const { buffer, byteOffset, byteLength } = await exported('Parquet', "method = 'prune'");
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  expect(rows.map((row) => ({ ...row, id: Number(row.id) }))).toMatchObject(stored() as object[]);
});

it('mlflow#12947: an experiment goes into the trash and back, and its name is free once it is deleted for good', async () => {
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(20_000);
  const { experimentId } = app.db.sqlite
    .prepare('SELECT experiment_id AS experimentId FROM runs WHERE id = ?')
    .get(recorded.parentRunId) as { experimentId: number };
  const live = () =>
    app.db.sqlite
      .prepare('SELECT count(*) FROM runs WHERE experiment_id = ? AND deleted_at IS NULL')
      .pluck()
      .get(experimentId);
  const all = live();

  await page.goto(`${app.url}/experiments/${experimentId}`);
  const menu = page.getByRole('button', { name: 'More about this experiment' });
  const openMenu = (item: string) =>
    expect
      .poll(async () => {
        if ((await page.getByRole('menuitem', { name: item }).count()) === 0)
          await menu.click({ timeout: 2_000 });
        return page.getByRole('menuitem', { name: item }).count();
      })
      .toBe(1);

  await openMenu('Edit the description');
  await page.getByRole('menuitem', { name: 'Edit the description' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('Which layers can go?');
  // Somebody else writes meanwhile: both texts are shown before one is lost.
  app.db.sqlite.prepare("UPDATE experiments SET description = 'Theirs' WHERE id = ?").run(experimentId);
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').getByText('Theirs').waitFor();
  await page.getByRole('button', { name: 'Save over it' }).click();
  await page.getByText('Which layers can go?').waitFor();

  await openMenu('Put into the trash');
  await page.getByRole('menuitem', { name: 'Put into the trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put into the trash' }).click();
  await page.getByText(`All ${all} runs of this experiment are in the trash.`).waitFor();
  expect(live()).toBe(0);

  await page.goto(app.url);
  await page.getByText('Trash (1)').click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Trash (1)').waitFor({ state: 'detached' });
  expect(live()).toBe(all);

  await page.goto(`${app.url}/experiments/${experimentId}`);
  await openMenu('Put into the trash');
  await page.getByRole('menuitem', { name: 'Put into the trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put into the trash' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  const purge = page.getByRole('dialog').getByRole('button', { name: 'Delete for good' });
  expect(await purge.isDisabled()).toBe(true);
  await page.getByRole('dialog').getByRole('textbox').fill(NAME);
  await purge.click();
  await page.getByText('No experiment yet').waitFor();
  expect(app.db.sqlite.prepare('SELECT count(*) FROM experiments').pluck().get()).toBe(0);

  const { runId } = scheduleRun(
    app.db,
    {
      method: 'train',
      experiment: NAME,
      architecture: { name: 'lenet-5' },
      dataset: { name: 'mnist' },
      epochs: 1,
    },
    { createdBy: 'Ada' },
  );
  app.db.sqlite.prepare("UPDATE runs SET cancel_requested_at = 1, status = 'killed' WHERE id = ?").run(runId);
  await page.getByRole('link', { name: NAME }).waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
