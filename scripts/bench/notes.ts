import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { openTrackingDatabase } from '@/db/client';
import { insertNoteResult } from '@/db/notes/note-results';
import { insertNote } from '@/db/notes/save-note';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { launchBrowser, startApp } from './app';
import { type BenchRow, type BenchTable, machineDescription, median } from './bench-table';
import { shownAfterClick, shownAfterLoad, watchLoads } from './page-shown';

const CELLS = 200;
const RESULTS = 50;
const ROWS = 200;
const REPEATS = 5;
const KEYS = 60;
const KEY_DELAY_MS = 80;
const DEADLINE_MS = 30_000;
const TITLE = 'Large';
/** What a person takes to choose a note of the list. */
const REST_MS = 2_000;
const FIRST_CELL = 'section[id^=cell-] p';
const FIRST_QUERY = '.monaco-editor .view-line';

/**
 * Times of a large note in Chromium, over the production build and a database of its own: until it is shown, and from a
 * key to its frame.
 *
 * @throws AppError `backend_unavailable` without a Chromium.
 */
export async function benchNotes(): Promise<BenchTable> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lathe-bench-notes-'));
  const noteId = makeNote(dataDir);
  const app = await startApp(dataDir);
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const address = `${app.url}/notes/${noteId}`;
    const rows = [
      await clickRow(browser, app.url, 'first cell is shown', FIRST_CELL),
      await clickRow(browser, app.url, 'first query can be written', FIRST_QUERY),
      await loadRow(browser, address, 'first cell is shown', FIRST_CELL),
      await loadRow(browser, address, 'first query can be written', FIRST_QUERY),
      ...(await typingRows(browser, address)),
    ];
    const load = loadavg()[0].toFixed(1);
    return {
      title: `A note of ${CELLS} cells and ${RESULTS} results of ${ROWS} rows, medians of ${REPEATS}; load ${load}`,
      machine: machineDescription(),
      rows,
    };
  } finally {
    await browser?.close();
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A text, a query with its result, two texts, and so on. */
function makeNote(dataDir: string): number {
  const db = openTrackingDatabase(dataDir);
  try {
    const cells = Array.from({ length: CELLS }, (_, index): NoteCell => {
      const uid = randomUUID().replaceAll('-', '');
      if (index % (CELLS / RESULTS) === 1)
        return {
          ...newNoteCell('sql', uid, `SELECT value AS n, value * ${index} AS product FROM t`),
          name: `q${index}`,
        };
      return newNoteCell(
        'markdown',
        uid,
        `## Part ${index}\n\nWhat was seen at *${index}*, see #run ${index + 1}.`,
      );
    });
    const noteId = insertNote(db, { title: TITLE, cells }, 'bench');
    for (const { uid, type, source } of cells) {
      if (type !== 'sql') continue;
      insertNoteResult(db, {
        noteId,
        cellUid: uid,
        sql: source,
        dataVersions: {},
        by: 'bench',
        result: {
          columns: ['n', 'product', 'layer'].map((name) => ({ name, type: 'REAL' })),
          rows: Array.from({ length: ROWS }, (_, row) => [row, row * 1.5, `layer ${row % 7}`]),
          truncated: false,
          elapsedMs: 1,
        },
      });
    }
    return noteId;
  } finally {
    db.close();
  }
}

/** From a click in the list of notes, in a fresh profile each time. */
async function clickRow(browser: Browser, url: string, what: string, shown: string): Promise<BenchRow> {
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++)
    await inPage(browser, async (page) => {
      await page.goto(`${url}/notes`);
      const link = page.getByRole('link', { name: TITLE });
      await link.waitFor();
      await pause(REST_MS);
      const path = (await link.getAttribute('href')) ?? '';
      times.push(await shownAfterClick(page, { path, shown }, () => link.click()));
    });
  return { name: `open by a click: ${what}`, value: median(times), unit: 'ms', target: '< 1000 ms' };
}

/** From the begin of a load; the first visit fills the cache of the browser. */
async function loadRow(browser: Browser, address: string, what: string, shown: string): Promise<BenchRow> {
  const times: number[] = [];
  await inPage(browser, async (page) => {
    await watchLoads(page, { path: new URL(address).pathname, shown });
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      await page.goto(address, { waitUntil: 'commit' });
      times.push(await shownAfterLoad(page));
    }
  });
  const value = median(times.slice(1));
  return { name: `open by its address: ${what}`, value, unit: 'ms', target: '< 1000 ms' };
}

async function typingRows(browser: Browser, address: string): Promise<BenchRow[]> {
  return inPage(browser, async (page) => {
    await page.goto(address);
    const query = page.locator('.monaco-editor .view-line').first();
    await query.waitFor();
    await page.getByRole('button', { name: 'Edit' }).first().click();
    const text = page.getByRole('textbox', { name: 'Text', exact: true }).first();
    return [...(await keyRows(page, text, 'in a text')), ...(await keyRows(page, query, 'in a query'))];
  });
}

/** Times from a key to its frame, as the browser tells them: in steps of 8 ms, those below 16 ms as 16. */
async function keyRows(page: Page, field: Locator, where: string): Promise<BenchRow[]> {
  await field.click();
  await pause(1_000);
  await page.evaluate(() => {
    const shared = globalThis as typeof globalThis & { latheKeys: number[] };
    shared.latheKeys = [];
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'keydown') shared.latheKeys.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  await page.keyboard.type('abcdefghi '.repeat(KEYS / 10), { delay: KEY_DELAY_MS });
  await pause(500);
  const told = await page.evaluate(
    () => (globalThis as typeof globalThis & { latheKeys: number[] }).latheKeys,
  );
  const times = [...told, ...Array.from({ length: Math.max(0, KEYS - told.length) }, () => 16)];
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1];
  return [
    { name: `typing ${where}, key to frame: p50`, value: at(0.5), unit: 'ms', target: '< 50 ms' },
    { name: `typing ${where}, key to frame: p95`, value: at(0.95), unit: 'ms', target: '< 50 ms' },
  ];
}

async function inPage<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE_MS);
    return await work(page);
  } finally {
    await context.close();
  }
}
