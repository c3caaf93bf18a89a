import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { type BenchRow, median } from './bench-table';
import { type Content, shownAfterClick, shownAfterLoad, watchLoads } from './page-shown';

const PROFILES = 3;
const REPEATS = 1;
/** What a person needs at least to find what to click. */
const LOOK_MS = 800;
const PREPARE_DEADLINE_MS = 15_000;
const SHOWN_TARGET = '< 1000 ms';

/** A way to a page of the app from another one. */
export interface Visit extends Content {
  name: string;
  /** Address of the page that is left. */
  from: string;
  /** Selector of what is clicked, or the text that is given to the palette. */
  click: string | { jumpTo: string };
  /** What has to be there before, on the page that is left. */
  ready?: string;
  /** What is done there before the click that counts. */
  prepare?: (page: Page) => Promise<void>;
  /** Part of the address behind the path, where the page is loaded by itself. */
  search?: string;
  /** Most kilobytes of scripts, compressed, until the page is shown and loaded; the visit is no load without it. */
  kilobytes?: number;
}

/**
 * Times of a visit: by the first click in a fresh profile, by further clicks, and by loading its address in a fresh
 * profile; medians. With the scripts that such a load brings.
 */
export async function visitRows(browser: Browser, url: string, visit: Visit): Promise<BenchRow[]> {
  const { first, again } = await clicks(browser, url, visit);
  const rows: BenchRow[] = [
    { name: `${visit.name}: first click`, value: median(first), unit: 'ms', target: SHOWN_TARGET },
    { name: `${visit.name}: click again`, value: median(again), unit: 'ms', target: SHOWN_TARGET },
  ];
  if (visit.kilobytes === undefined) return rows;
  const loads = await coldLoads(browser, url, visit);
  return [
    ...rows,
    {
      name: `${visit.name}: load in a fresh profile`,
      value: median(loads.map(({ shownMs }) => shownMs)),
      unit: 'ms',
      target: SHOWN_TARGET,
    },
    {
      name: `${visit.name}: JavaScript until shown and loaded`,
      value: median(loads.map(({ scriptBytes }) => scriptBytes)) / 1000,
      unit: 'kB',
      target: `<= ${visit.kilobytes} kB`,
    },
  ];
}

async function clicks(browser: Browser, url: string, visit: Visit) {
  const first: number[] = [];
  const again: number[] = [];
  for (let profile = 0; profile < PROFILES; profile++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PREPARE_DEADLINE_MS);
      await page.goto(url + visit.from, { waitUntil: 'load' });
      for (let repeat = 0; repeat <= REPEATS; repeat++) {
        if (visit.ready) await page.locator(visit.ready).first().waitFor();
        await pause(LOOK_MS);
        await visit.prepare?.(page);
        (repeat === 0 ? first : again).push(await shownAfterClick(page, visit, () => act(page, visit.click)));
        await page.goBack({ waitUntil: 'commit' });
        await page.evaluate(() => scrollTo(0, 0));
      }
    } finally {
      await context.close();
    }
  }
  return { first, again };
}

async function act(page: Page, click: Visit['click']): Promise<void> {
  if (typeof click === 'string') return page.locator(click).first().click();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(click.jumpTo);
  await page.getByRole('dialog').getByRole('option', { name: click.jumpTo }).first().waitFor();
  await page.keyboard.press('Enter');
}

async function coldLoads(browser: Browser, url: string, visit: Visit) {
  const loads: { shownMs: number; scriptBytes: number }[] = [];
  for (let profile = 0; profile < PROFILES; profile++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      const scripts = new Set<string>();
      let scriptBytes = 0;
      session.on('Network.responseReceived', ({ requestId, type }) => {
        if (type === 'Script') scripts.add(requestId);
      });
      session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) scriptBytes += encodedDataLength;
      });
      await watchLoads(page, visit);
      await page.goto(url + visit.path + (visit.search ?? ''), { waitUntil: 'load' });
      loads.push({ shownMs: await shownAfterLoad(page), scriptBytes });
    } finally {
      await context.close();
    }
  }
  return loads;
}
