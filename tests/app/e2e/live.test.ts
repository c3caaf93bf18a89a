import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseDataVersions } from '@/db/data-versions';
import { insertNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

const SOON = { timeout: 20_000 };

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;
beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'starter', 'Ada Lovelace');
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Renames the run, and gives when the server has seen it. */
async function renameRun(id: number, name: string): Promise<void> {
  const stream = await fetch(`${app.url}/api/stream`);
  const messages = (stream.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let text = '';
  const read = async (wanted: RegExp) => {
    while (!wanted.test(text)) text += (await messages.read()).value ?? '';
  };
  await read(/"version":\d+/);
  const rename = app.db.sqlite.transaction(() => {
    app.db.sqlite.prepare('UPDATE runs SET name = ?, revision = revision + 1 WHERE id = ?').run(name, id);
    raiseDataVersions(app.db.sqlite, ['runs']);
  });
  rename();
  await read(/"changes"/);
  await messages.cancel();
}

/** Opens an address in a page whose scripts come only once the result is called. */
async function openHeld(page: Page, path: string): Promise<() => Promise<void>> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(app.url + path, { waitUntil: 'commit' });
  return async () => {
    release();
    await page.waitForLoadState();
    await page.unrouteAll({ behavior: 'wait' });
  };
}

describe('a change between the drawing of a page and the start of its scripts', () => {
  it('reaches a run page, a grid and a mention in a note', async () => {
    const [[, id]] = recorded.runs;
    const source = `See #run ${id}.`;
    const noteId = insertNote(
      app.db,
      { title: 'Mentions', cells: [newNoteCell('markdown', 'c'.repeat(32), source)] },
      'Ada',
    );
    let shown = 'a name of its own';
    await renameRun(id, shown);
    for (const path of [`/runs/${id}`, '/runs', `/notes/${noteId}`]) {
      const { page, faults } = await openPage(browser, app.url);
      const release = await openHeld(page, path);
      await page.getByText(shown, { exact: true }).first().waitFor(SOON);
      const next = `renamed at ${path}`;
      await renameRun(id, next);
      await release();
      await page.getByText(next, { exact: true }).first().waitFor(SOON);
      await expect.poll(() => page.getByText(shown, { exact: true }).count(), SOON).toBe(0);
      expect(faults.errors).toEqual([]);
      await page.context().close();
      shown = next;
    }
  });

  it('reaches a second tab, which hears of changes through the first', async () => {
    const [, [name, id]] = recorded.runs;
    const { page: first } = await openPage(browser, app.url);
    const context = first.context();
    await first.goto(`${app.url}/models`);
    const second = await context.newPage();
    const release = await openHeld(second, `/runs/${id}`);
    await second.getByText(name, { exact: true }).first().waitFor(SOON);
    await renameRun(id, 'renamed before the second tab');
    await release();
    await second.getByText('renamed before the second tab', { exact: true }).first().waitFor(SOON);
    await renameRun(id, 'renamed again');
    await second.getByText('renamed again', { exact: true }).first().waitFor(SOON);
    await context.close();
  });
});
