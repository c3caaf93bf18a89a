import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';
import { englishLeft } from './english-left';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;

beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, '入门', '王芳');
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const RUN_DEADLINE_MS = 60_000;
const TEST_LIMIT_MS = 150_000;
/** What else the pages show: names of steps and of the pipeline, which the configs of these runs gave. */
const NAMES = /^(lenet-|student |starter)/;

async function openChinese() {
  const opened = await openPage(browser, app.url, { locale: 'zh-CN' });
  opened.page.setDefaultTimeout(20_000);
  return opened;
}

async function expectChinese(page: Page, where: string): Promise<void> {
  const left = (await englishLeft(page)).filter((text) => !NAMES.test(text));
  expect(left, where).toEqual([]);
}

/** A field takes what is typed once the page's script runs. */
async function fill(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(new RegExp(`^${label}`)).first();
  await expect
    .poll(
      async () => {
        await field.fill(value);
        return field.inputValue();
      },
      { timeout: 20_000 },
    )
    .toBe(value);
}

it(
  'a run is launched from the form, watched, cancelled and run again',
  async () => {
    const { page, faults } = await openChinese();
    await page.goto(`${app.url}/launch`);
    await fill(page, '实验', '表单');
    await page.getByRole('combobox', { name: '架构' }).click();
    await page.getByRole('option', { name: 'lenet-300-100' }).click();
    await fill(page, '学习率', '50');
    await page.getByText(/^更多设置/).click();
    for (const [label, value] of [
      ['训练图像数', '2000'],
      ['验证图像数', '300'],
      ['测试图像数', '300'],
    ])
      await fill(page, label, value);
    await fill(page, '轮数', '2');
    await page.getByRole('button', { name: '启动', exact: true }).click();
    await page.getByRole('alert').getByText('未安排任何运行').waitFor();
    await expectChinese(page, 'form with a fault');
    await fill(page, '学习率', '0.001');
    await page.getByRole('button', { name: '启动', exact: true }).click();
    await page.waitForURL(/\/runs\/\d+$/);
    const status = page.getByTestId('run-status');
    await status.getByText('已完成').waitFor({ timeout: RUN_DEADLINE_MS });
    await page.getByText('测试准确率').first().waitFor();
    await page.getByRole('heading', { name: '曲线' }).waitFor();
    await expectChinese(page, 'finished run');

    const { runId } = scheduleRun(
      app.db,
      {
        method: 'train',
        experiment: '表单',
        name: '很久',
        architecture: { name: 'lenet-300-100' },
        dataset: { name: 'mnist', trainSamples: 5000, validationSamples: 200, testSamples: 200 },
        epochs: 1000,
      },
      { createdBy: '王芳' },
    );
    await page.goto(`${app.url}/runs/${runId}`);
    await status.getByText('运行中').waitFor({ timeout: RUN_DEADLINE_MS });
    await expectChinese(page, 'running run');
    await page.getByRole('button', { name: '取消' }).click();
    await status.getByText('已终止').waitFor({ timeout: RUN_DEADLINE_MS });
    await page.getByRole('button', { name: '重新运行' }).click();
    await page.getByRole('link', { name: `重跑自运行 ${runId}` }).waitFor();
    await page.getByRole('button', { name: '取消' }).click();
    await status.getByText('已终止').waitFor({ timeout: RUN_DEADLINE_MS });
    await expectChinese(page, 'killed run');
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'runs are filtered, exported, compared, put into the trash and restored',
  async () => {
    const { page, faults } = await openChinese();
    await page.goto(`${app.url}/runs`);
    const filter = page.getByRole('combobox', { name: '筛选', exact: true });
    const select = (row: number) =>
      page.locator(`.ag-row[row-index="${row}"] .ag-checkbox-input`).click({ timeout: 20_000 });
    await page.locator('.ag-row').first().waitFor();
    await expect
      .poll(
        async () => {
          await filter.fill("method = 'prune' AN");
          return page.getByRole('alert').count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    await expectChinese(page, 'filter with a fault');
    await filter.fill("method = 'prune' AND params.finalSparsity >= 0.9");
    await page.getByText('4 个运行', { exact: true }).waitFor();
    await page.getByRole('button', { name: '导出' }).click();
    const started = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const rows = parse(readFileSync(await (await started).path()), { columns: true, bom: true });
    expect(rows).toHaveLength(4);

    await select(0);
    await select(1);
    await page.getByText('已选 2 个').waitFor();
    await expectChinese(page, 'runs');
    await page.getByRole('link', { name: '对比', exact: true }).last().click();
    await page.getByRole('heading', { name: '权衡' }).waitFor();
    await page.getByRole('heading', { name: '逐层对比' }).scrollIntoViewIfNeeded();
    await page.locator('canvas').first().waitFor();
    await expectChinese(page, 'comparison');

    await page.goto(`${app.url}/runs?filter=${encodeURIComponent("method = 'distill'")}`);
    await page.getByText('1 个运行', { exact: true }).waitFor();
    await select(0);
    await page.getByRole('button', { name: '删除' }).click();
    await page.getByRole('button', { name: '移入回收站' }).click();
    await page.getByText('0 个运行', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: '运行范围' }).selectOption({ label: '回收站' });
    await page.getByText('1 个运行', { exact: true }).waitFor();
    await expectChinese(page, 'trash');
    await select(0);
    await page.getByRole('button', { name: '恢复' }).click();
    await page.getByText('0 个运行', { exact: true }).waitFor();
    expect(
      app.db.sqlite.prepare('SELECT count(*) FROM runs WHERE deleted_at IS NOT NULL').pluck().get(),
    ).toBe(0);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  },
  TEST_LIMIT_MS,
);

it(
  'no page has English left',
  async () => {
    const { page } = await openChinese();
    const paths = [
      '/',
      '/experiments/1',
      '/runs',
      `/runs/${recorded.runs.get('lenet-5 pruned 90 %')}`,
      `/runs/${recorded.runs.get('lenet-5 sensitivity')}`,
      `/runs/${recorded.runs.get('lenet-5 int8')}`,
      `/runs/${recorded.parentRunId}`,
      '/compare',
      '/launch?method=quantize',
      '/launch?method=pipeline',
      '/models',
      '/console',
      '/notes',
      '/nothing',
      '/runs/999999',
    ];
    for (const path of paths) {
      await page.goto(app.url + path);
      await page.getByRole('heading').first().waitFor();
      // Charts and layers are drawn when they come into view.
      await page.evaluate(async () => {
        for (let top = 0; top < document.body.scrollHeight; top += window.innerHeight / 2) {
          window.scrollTo(0, top);
          await new Promise(requestAnimationFrame);
        }
      });
      await expectChinese(page, path);
    }
    await page.context().close();
  },
  TEST_LIMIT_MS,
);
