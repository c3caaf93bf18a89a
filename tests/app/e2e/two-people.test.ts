import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const SOON = { timeout: 60_000 };

/** A browser of a person's own. */
async function personAt(name: string, path: string): Promise<Page> {
  const { page } = await openPage(browser, app.url);
  await page.goto(app.url + path);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(name).first().waitFor();
  return page;
}

it('what one person starts, another sees start and cancels, and the first sees who did it; no page is loaded again', async () => {
  const ada = await personAt('Ada', '/launch');
  const eve = await personAt('Eve', '/runs');
  await eve.evaluate(() => {
    (window as unknown as { isSamePage: boolean }).isSamePage = true;
  });

  await ada.getByRole('combobox', { name: 'Experiment' }).fill('Together');
  await ada.getByRole('combobox', { name: 'Architecture' }).click();
  await ada.getByRole('option', { name: 'lenet-300-100' }).click();
  await ada.getByLabel('Epochs').fill('1000');
  await ada.getByRole('button', { name: 'Launch' }).click();
  await ada.waitForURL(/\/runs\/1$/);
  await ada.getByText('by Ada').waitFor();
  const status = (page: Page) => page.getByTestId('run-status');
  await status(ada).getByText('running').waitFor(SOON);
  await ada.evaluate(() => {
    (window as unknown as { isSamePage: boolean }).isSamePage = true;
  });

  // For a moment the rows that came with the page stand beside those of the grid.
  const link = eve.getByTestId('runs-grid').getByRole('link', { name: 'lenet-300-100', exact: true }).last();
  await link.waitFor(SOON);
  await link.click();
  await eve.waitForURL(/\/runs\/1$/);
  await eve.getByText('by Ada').waitFor();
  await eve.getByRole('button', { name: 'Cancel' }).click();
  await status(eve).getByText('killed').waitFor(SOON);
  await status(ada).getByText('killed').waitFor(SOON);
  await ada.getByText(/Eve/).first().waitFor();

  // What people write about a run that has ended reaches those who look at it, and leaves what they type alone.
  await ada.getByRole('combobox', { name: 'Add a tag' }).fill('half a ta');
  await eve.getByRole('button', { name: 'Write a conclusion' }).click();
  await eve.getByRole('textbox', { name: 'Conclusion' }).fill('Stopped **too** early.');
  await eve.locator('#conclusion').getByRole('button', { name: 'Save', exact: true }).click();
  await ada.locator('#conclusion strong').getByText('too').waitFor(SOON);
  await eve.getByRole('combobox', { name: 'Add a tag' }).fill('again');
  await eve.keyboard.press('Enter');
  await ada.getByRole('button', { name: 'Remove the tag again' }).waitFor(SOON);
  expect(await ada.getByRole('combobox', { name: 'Add a tag' }).inputValue()).toBe('half a ta');
  await eve.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await eve.locator('.ag-row[row-index="0"] .ag-checkbox-input').click();
  await eve.getByRole('button', { name: 'Delete' }).click();
  await eve.getByRole('button', { name: 'Put into the trash' }).click();
  await ada
    .getByText(/in the trash/)
    .first()
    .waitFor(SOON);
  for (const page of [ada, eve])
    expect(await page.evaluate(() => (window as unknown as { isSamePage?: boolean }).isSamePage)).toBe(true);
}, 180_000);
