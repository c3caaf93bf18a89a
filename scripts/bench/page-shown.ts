import type { Page } from 'playwright-core';

const SHOWN_DEADLINE_MS = 15_000;

/** What is waited for after a click or a load. */
export interface Content {
  /** Path of the page on which it is shown. */
  path: string;
  /** An element of the content itself, not of the place that is kept for it; a canvas counts once it is drawn on. */
  shown: string;
}

interface Watch {
  beganAt?: number;
  shownAt?: number;
}

type Watched = typeof globalThis & { latheWatch?: Watch };

/**
 * Notes, within every page that the tab loads, when the content is painted. Times are those of the page's own clock,
 * without the way to this process and back.
 */
export async function watchLoads(page: Page, content: Content): Promise<void> {
  await page.addInitScript(watch, { path: content.path, shown: content.shown, isClick: false });
}

/** Milliseconds from the begin of the navigation until the content of {@link watchLoads} was painted. */
export async function shownAfterLoad(page: Page): Promise<number> {
  return readShown(page);
}

/** Milliseconds from the click, or the Enter key, that `act` makes until the content is painted. */
export async function shownAfterClick(
  page: Page,
  content: Content,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(watch, { path: content.path, shown: content.shown, isClick: true });
  await act();
  return readShown(page);
}

async function readShown(page: Page): Promise<number> {
  const isShown = () => (globalThis as Watched).latheWatch?.shownAt !== undefined;
  await page.waitForFunction(isShown, undefined, { timeout: SHOWN_DEADLINE_MS });
  return page.evaluate(() => {
    const { beganAt = 0, shownAt = 0 } = (globalThis as Watched).latheWatch ?? {};
    return shownAt - beganAt;
  });
}

/** Runs in the page: looks at each frame whether the content is there. */
function watch(wanted: Content & { isClick: boolean }): void {
  const state: Watch = wanted.isClick ? {} : { beganAt: 0 };
  (globalThis as Watched).latheWatch = state;
  const begin = (event: Event) => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
    state.beganAt ??= event.timeStamp;
  };
  if (wanted.isClick) {
    addEventListener('click', begin, { capture: true });
    addEventListener('keydown', begin, { capture: true });
  }
  const hasInk = (canvas: HTMLCanvasElement) => {
    const small = document.createElement('canvas');
    small.width = small.height = 32;
    const context = small.getContext('2d');
    context?.drawImage(canvas, 0, 0, 32, 32);
    return context?.getImageData(0, 0, 32, 32).data.some((value) => value > 0) ?? false;
  };
  const isShown = () => {
    if (location.pathname !== wanted.path || document.querySelector('#content > [aria-busy="true"]'))
      return false;
    return [...document.querySelectorAll(wanted.shown)].some((element) => {
      const { top, bottom, width } = element.getBoundingClientRect();
      if (width === 0 || bottom <= 0 || top >= innerHeight || !element.checkVisibility()) return false;
      return !(element instanceof HTMLCanvasElement) || hasInk(element);
    });
  };
  // A frame in which it is there, and the one after it: then it has been painted.
  const look = () => {
    if (state.beganAt === undefined || !isShown()) requestAnimationFrame(look);
    else
      requestAnimationFrame(() => {
        state.shownAt = performance.now();
      });
  };
  requestAnimationFrame(look);
}
