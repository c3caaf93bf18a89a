import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/setup/find-chromium.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium, without a window. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium(ROOT);
  if (!executablePath) throw new Error('No Chromium was found. Run: node scripts/setup/chromium.mjs');
  return chromium.launch({ executablePath, args: QUIET });
}

/** What a page did that it should not: errors on its console, and requests that left its origin. */
export interface PageFaults {
  errors: string[];
  foreignRequests: string[];
}

/** A page in a browser profile of its own, and its faults, which go on being gathered. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; faults: PageFaults }> {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: PageFaults = { errors: [], foreignRequests: [] };
  page.on('console', (message) => {
    // What did not load is named by where it was asked for.
    const at = message.location().url;
    if (message.type() === 'error') faults.errors.push(`${page.url()}: ${message.text()} (${at})`);
  });
  page.on('pageerror', (error) => faults.errors.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) faults.foreignRequests.push(url);
  });
  return { page, faults };
}

/** Has the page's scripts that hold a text not come, as when the network goes away; until `unrouteAll`. */
export async function withholdScripts(page: Page, text: string): Promise<void> {
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes(text)) await route.abort('internetdisconnected');
    else await route.fulfill({ response });
  });
}

/** A text that only the code of the SQL editor holds. */
export const IN_EDITOR_CODE = 'editor.action.toggleTabFocusMode';
