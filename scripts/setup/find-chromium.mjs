import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium or Chrome of this machine: CHROME_PATH, on PATH, in its usual places, Playwright's. */
export function findChromium(root, env = process.env) {
  const onPath = (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .flatMap((dir) =>
      NAMES.map((name) => path.join(dir, process.platform === 'win32' ? `${name}.exe` : name)),
    );
  const candidates = [env.CHROME_PATH, ...onPath, ...PLACES, playwrightPath(root)];
  return candidates.find((file) => file && fs.existsSync(file));
}

function playwrightPath(root) {
  try {
    return createRequire(path.join(root, 'package.json'))('playwright-core').chromium.executablePath();
  } catch {
    return undefined; // not installed yet, or no build of it for this system
  }
}
