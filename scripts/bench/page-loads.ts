import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

const SHOWN_DEADLINE_MS = 30_000;
const IDLE_SECONDS = 10;
const SETTLE_MS = 4_000;

/**
 * How long a page took in a fresh profile until the selector was shown, and the scripts that had come by then and by
 * the page's load event, whichever was later.
 */
export interface PageLoad {
  shownMs: number;
  /** As transferred, compressed. */
  scriptBytes: number;
}

/** Loads a page from the network in a profile of its own. */
export async function pageLoad(
  browser: Browser,
  url: string,
  path: string,
  shown: string,
): Promise<PageLoad> {
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
    const began = performance.now();
    await page.goto(url + path, { waitUntil: 'commit' });
    await page.locator(shown).first().waitFor({ timeout: SHOWN_DEADLINE_MS });
    const shownMs = performance.now() - began;
    await page.waitForLoadState('load');
    return { shownMs, scriptBytes };
  } finally {
    await context.close();
  }
}

/** Kilobytes a second that an open page takes while nothing happens. */
export async function idleTraffic(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await page.goto(address, { waitUntil: 'load' });
    await pause(SETTLE_MS);
    let bytes = 0;
    session.on('Network.dataReceived', ({ encodedDataLength, dataLength }) => {
      bytes += encodedDataLength || dataLength;
    });
    session.on('Network.responseReceived', ({ response }) => {
      bytes += response.encodedDataLength;
    });
    await pause(IDLE_SECONDS * 1_000);
    return bytes / 1_000 / IDLE_SECONDS;
  } finally {
    await context.close();
  }
}

/** Opens tabs one after the other, all kept open, and gives the time until the last one's heading is shown. */
export async function openTabs(browser: Browser, address: string, count: number): Promise<number> {
  const context = await browser.newContext();
  try {
    let shownMs = 0;
    for (let tab = 0; tab < count; tab++) {
      const page = await context.newPage();
      const began = performance.now();
      await page.goto(address, { waitUntil: 'commit' });
      await page.locator('[data-testid=runs-grid] .ag-row a').first().waitFor({ timeout: SHOWN_DEADLINE_MS });
      shownMs = performance.now() - began;
    }
    return shownMs;
  } finally {
    await context.close();
  }
}

/** The longest stall of the main thread while the column chooser is opened and searched, milliseconds. */
export async function chooserStall(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/runs`, { waitUntil: 'load' });
    await page.locator('[data-testid=runs-grid] .ag-row a').first().waitFor({ timeout: SHOWN_DEADLINE_MS });
    await pause(SETTLE_MS);
    await watchStalls(page);
    await page.getByRole('button', { name: 'Columns' }).click();
    const search = page.getByRole('dialog').getByRole('textbox').first();
    await search.pressSequentially('layer 77', { delay: 60 });
    await page
      .getByRole('dialog')
      .getByText('bench/layer 77')
      .first()
      .waitFor({ timeout: SHOWN_DEADLINE_MS });
    return await page.evaluate(
      () => (globalThis as typeof globalThis & { longestStall: number }).longestStall,
    );
  } finally {
    await context.close();
  }
}

async function watchStalls(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shared = globalThis as typeof globalThis & { longestStall: number };
    shared.longestStall = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        shared.longestStall = Math.max(shared.longestStall, duration);
    }).observe({ type: 'longtask' });
  });
}
