import { randomId } from './random-id';

/** In the session of a window the name of what it stores; in what all windows store the name that was used last. */
const KEY = 'lathe-console';

/** Tells the windows of a browser apart while they live. */
const me = randomId();

function takeNew(text: string | null): string {
  const key = `${KEY}:${randomId()}`;
  sessionStorage.setItem(KEY, key);
  if (text) localStorage.setItem(key, text);
  return key;
}

/**
 * Name in the browser's storage under which this window keeps its tabs, so that two never write over each other; a new
 * window begins with those that were last changed.
 */
export function windowKey(): string {
  const own = sessionStorage.getItem(KEY);
  if (own) return own;
  const last = localStorage.getItem(KEY);
  return takeNew(last && localStorage.getItem(last));
}

/** Stores the tabs of this window. */
export function storeForWindow(text: string): void {
  const key = windowKey();
  localStorage.setItem(key, text);
  localStorage.setItem(KEY, key);
}

/**
 * Takes another name where a window has this one that lives already: what is opened from a window, or as its copy, begins
 * with all that the other's session holds. The tabs stay as they are. Gives what ends the watch.
 */
export function keepKeyOwn(): () => void {
  const channel = new BroadcastChannel(KEY);
  channel.onmessage = ({ data }: MessageEvent<{ key: string; from: string; to?: string }>) => {
    const own = windowKey();
    if (data.key !== own) return;
    if (data.to === undefined) channel.postMessage({ key: own, from: me, to: data.from });
    else if (data.to === me) takeNew(localStorage.getItem(own));
  };
  channel.postMessage({ key: windowKey(), from: me });
  return () => channel.close();
}
