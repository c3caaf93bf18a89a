import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getNote } from '@/db/notes/notes';
import { insertNoteRevision } from '@/db/notes/save-note';
import { noteContentSchema } from '@/lib/domain/note-content';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { IN_EDITOR_CODE, launchBrowser, openPage, withholdScripts } from './browser';

const SLOW = { timeout: 20_000 };

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

/** Presses a key until the window is there: a page answers to keys once its script runs. */
async function pressUntilOpen(page: Page, key: string): Promise<void> {
  const open = async () => {
    if ((await page.locator('dialog').count()) === 0) await page.keyboard.press(key);
    return page.locator('dialog').count();
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(1);
}

it('Ctrl+K finds a run by a part of its name and opens it, by keyboard alone', async () => {
  const { page, faults } = await openPage(browser, app.url);
  await page.goto(`${app.url}/models`);
  await page.locator('td').first().waitFor();
  await pressUntilOpen(page, 'Control+k');
  const field = page.getByRole('combobox', { name: 'Go to' });
  await page.getByRole('option').first().waitFor();
  expect(await page.getByRole('option').first().textContent()).toContain('student 30 distilled');
  await page.keyboard.type('lenet-5 pruned 9');
  await expect
    .poll(() => page.getByRole('option', { selected: true }).textContent())
    .toContain('lenet-5 pruned 95 %');
  await page.keyboard.press('ArrowDown');
  const active = await field.getAttribute('aria-activedescendant');
  expect(await page.locator(`[id="${active}"]`).textContent()).toContain('lenet-5 pruned 90 %');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/runs/${recorded.runs.get('lenet-5 pruned 90 %')}`);
  expect(await page.locator('dialog').count()).toBe(0);
  // Enter before the answer waits for it.
  await pressUntilOpen(page, 'Control+k');
  await page.keyboard.type('lenet-5 int8');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/runs/${recorded.runs.get('lenet-5 int8')}`);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('Escape closes it and the focus goes back to where it was', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/models`);
  const button = page.getByRole('button', { name: /Go to/ }).locator('visible=true');
  await button.focus();
  await pressUntilOpen(page, 'Enter');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.context().close();
});

it('"?" lists the keys, "g r" goes to the runs, and neither does anything while somebody types', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(app.url);
  const field = page.getByLabel('Your name');
  await field.fill('');
  await page.keyboard.type('?gr');
  expect(await field.inputValue()).toBe('?gr');
  expect(await page.locator('dialog').count()).toBe(0);
  await field.blur();
  await pressUntilOpen(page, '?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL(`${app.url}/runs`);
  await page.locator('.ag-row').first().waitFor();
  await page.context().close();
});

it('the name that a button opens takes the focus, and the button takes it back', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/models`);
  await page.getByLabel('Your name').first().fill('Bo');
  await page.keyboard.press('Enter');
  const button = page.getByRole('button', { name: /: Bo$/ });
  await button.click();
  await page.keyboard.type('gr');
  const field = page.getByLabel('Your name');
  expect(await field.inputValue()).toBe('Bogr');
  await page.keyboard.press('Enter');
  const renamed = page.getByRole('button', { name: /: Bogr$/ });
  await expect.poll(() => renamed.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.context().close();
});

it('a note is written beside the pages, stays over navigation and reload, and shows what is added to it', async () => {
  const { page, faults } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/runs/${recorded.runs.get('lenet-5')}`);
  const pane = page.getByRole('complementary', { name: 'Note beside the page' });
  const title = pane.getByRole('textbox', { name: 'Title of the note' });
  await expect
    .poll(async () => {
      if ((await pane.count()) === 0) await page.keyboard.press('n');
      return pane.count();
    }, SLOW)
    .toBe(1);
  await pane.getByRole('button', { name: 'New note' }).last().click();
  await title.fill('Beside');
  await pane.getByRole('button', { name: 'Save note' }).click();
  await pane.getByText('Saved as revision 2').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('heading', { name: 'lenet-5' }).first().waitFor();

  const width = async () => (await pane.boundingBox())?.width ?? 0;
  const before = await width();
  await pane.getByRole('separator', { name: 'Width of the note' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width, SLOW).toBe(before + 24);

  // What is typed stays over navigation, and over a reload, which finds the draft.
  await pane.getByRole('textbox', { name: 'Text', exact: true }).fill('Looks **good**');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.waitForURL(`${app.url}/models`);
  expect(await pane.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe('Looks **good**');
  await page.reload();
  await pane.getByText('good').first().waitFor();
  expect(await width()).toBe(before + 24);

  // Something is added from elsewhere: unsaved work is not taken away, and joined with it when asked for.
  const noteId = Number(
    /\/notes\/(\d+)/.exec(
      (await pane.getByRole('link', { name: 'Open as a page' }).getAttribute('href')) ?? '',
    )?.[1],
  );
  const add = (uid: string, source: string) => {
    const { title: name, cells, revision } = getNote(app.db, noteId);
    const content = noteContentSchema.parse({
      title: name,
      cells: [...cells, { uid, type: 'markdown', source }],
    });
    insertNoteRevision(app.db, { id: noteId, baseRevision: revision, content, by: 'Eve' });
  };
  add('a'.repeat(32), 'First from elsewhere');
  await pane.getByRole('button', { name: 'Show it with my text' }).click();
  await pane.getByText('good').first().waitFor();
  await pane.getByRole('button', { name: 'Save note' }).click();
  await pane.getByText('First from elsewhere').waitFor();
  await pane.getByText('Saved as revision 4').waitFor();
  add('b'.repeat(32), 'Second from elsewhere');
  await pane.getByText('Second from elsewhere').waitFor();
  expect(getNote(app.db, noteId).cells.map(({ source }) => source)).toEqual([
    'Looks **good**',
    'First from elsewhere',
    'Second from elsewhere',
  ]);

  // On a small screen it lies over the page; closed, the page is where it was.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(width, SLOW).toBe(390);
  expect(await page.getByRole('heading', { name: 'Models' }).isVisible()).toBe(false);
  await expect.poll(() => seriousFaults(page), SLOW).toEqual([]);
  await pane.getByRole('button', { name: 'Close the note' }).click();
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('speaks Chinese', async () => {
  const { page } = await openPage(browser, app.url, { locale: 'zh-CN' });
  await page.goto(`${app.url}/models`);
  await pressUntilOpen(page, 'Control+k');
  await page.getByPlaceholder('名称的一部分，或 #42').waitFor();
  await page.keyboard.type('笔');
  await page.getByRole('option', { name: '笔记' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${app.url}/notes`);
  await page.context().close();
});

it('shows times in the zone of the browser, from its second page on as the server draws them', async () => {
  const { page, faults } = await openPage(browser, app.url, { timezoneId: 'Asia/Shanghai' });
  const runId = recorded.runs.get('lenet-5') ?? 0;
  const createdAt = app.db.sqlite
    .prepare('SELECT created_at FROM runs WHERE id = ?')
    .pluck()
    .get(runId) as number;
  const inShanghai = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: 'Asia/Shanghai',
  }).format(createdAt);
  const shown = page.locator(`time[title="${inShanghai}"]`).first();
  await page.goto(`${app.url}/runs/${runId}`);
  await shown.waitFor();
  const drawn = await (await page.context().request.get(`${app.url}/runs/${runId}`)).text();
  expect(drawn).toContain('GMT+8');
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
});

it('has an icon where a browser asks for one before it has come to that of the page', async () => {
  const answer = await fetch(`${app.url}/favicon.ico`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/x-icon']);
});

it('a page whose code did not come says so, and has it fetched again', async () => {
  const { page } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  await withholdScripts(page, IN_EDITOR_CODE);
  await page.goto(`${app.url}/console`);
  await page.getByText('A part of the page did not come from the server.').waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.monaco-editor').waitFor();
  await page.context().close();
}, 120_000);
