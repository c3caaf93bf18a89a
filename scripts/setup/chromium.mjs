import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lastWords, run, SetupError, say } from './command.mjs';
import { findChromium } from './find-chromium.mjs';

/**
 * Have a Chromium for the end-to-end tests: the one that is there, Debian's package when we may install it,
 * else Playwright's own download.
 *
 * @returns {Promise<string>} its path
 * @throws SetupError when none works.
 */
export async function prepareChromium(root) {
  const present = findChromium(root);
  if (present && (await works(present))) {
    say(`Chromium: ${present}`);
    return present;
  }
  const faults = [];
  for (const [name, install] of [
    ["Debian's package", installFromDebian],
    ["Playwright's download", () => installFromPlaywright(root)],
  ]) {
    const fault = await install();
    const found = fault ? undefined : findChromium(root);
    if (found && (await works(found))) {
      say(`Chromium: ${found}, from ${name}`);
      return found;
    }
    faults.push(`${name}: ${fault ?? 'installed, and does not start'}`);
  }
  throw new SetupError(
    `Preparing Chromium for the end-to-end tests failed (${faults.join('; ')}). Install Chromium or Chrome, or set CHROME_PATH to one.`,
  );
}

async function works(file) {
  return (await run(file, ['--version'], { timeoutMs: 20_000 })).code === 0;
}

async function installFromDebian() {
  if (!fs.existsSync('/usr/bin/apt-get')) return 'no apt-get here';
  if (process.getuid?.() !== 0) return 'needs root (sudo apt-get install chromium)';
  say("installing Chromium from Debian's packages (about 100 MB); about 30 seconds");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const limits = { env, timeoutMs: 10 * 60_000, label: 'installing Chromium' };
  const update = await run('apt-get', ['update', '-qq'], limits);
  const result = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    limits,
  );
  return result.code === 0 ? undefined : lastWords(update.output + result.output, 1);
}

async function installFromPlaywright(root) {
  say('installing Chromium by Playwright (about 180 MB); about 1 minute');
  const cli = path.join(root, 'node_modules', 'playwright-core', 'cli.js');
  const result = await run(process.execPath, [cli, 'install', 'chromium'], {
    label: 'installing Chromium',
    timeoutMs: 5 * 60_000,
  });
  return result.code === 0 ? undefined : lastWords(result.output, 2).replaceAll('\n', ' ');
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  try {
    await prepareChromium(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..'));
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
