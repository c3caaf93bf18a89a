import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { shownAfterClick, shownAfterLoad, watchLoads } from './page-shown';

const SHOWN_DEADLINE_MS = 30_000;
const IDLE_SECONDS = 10;
const SETTLE_MS = 4_000;

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

/**
 * Opens tabs one after the other, all kept open: how long the last one takes to show its runs when it is loaded, and
 * when they are come to by a click in it.
 */
export async function openTabs(
  browser: Browser,
  url: string,
  count: number,
): Promise<{ loadMs: number; clickMs: number }> {
  const context = await browser.newContext();
  const runs = { path: '/runs', shown: '[data-testid=runs-grid] a[href^="/runs/"]' };
  try {
    for (let tab = 0; tab < count - 1; tab++) {
      const page = await context.newPage();
      await page.goto(`${url}/runs`, { waitUntil: 'load' });
    }
    const page = await context.newPage();
    await watchLoads(page, runs);
    await page.goto(`${url}/runs`, { waitUntil: 'load' });
    const loadMs = await shownAfterLoad(page);
    await page.locator('nav a[href="/notes"]').click();
    await page.waitForURL('**/notes');
    await pause(SETTLE_MS);
    const clickMs = await shownAfterClick(page, runs, () => page.locator('nav a[href="/runs"]').click());
    return { loadMs, clickMs };
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
