import fs from 'node:fs';
import path from 'node:path';
import { lastWords, run, SetupError, say } from './command.mjs';
import { npmCli } from './node-build.mjs';

/**
 * Why the installed packages differ from the lock file, in a few words; undefined when they agree. Optional
 * packages for other platforms may be missing; those named in package.json may not.
 */
export function packagesFault(root) {
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'nothing is installed';
  const locked = readJson(path.join(root, 'package-lock.json'));
  if (!locked)
    throw new SetupError(
      `Reading ${path.join(root, 'package-lock.json')}: no readable lock file. Restore it from git.`,
    );
  const top = locked.packages[''];
  const named = new Set(
    Object.keys({ ...top.dependencies, ...top.devDependencies, ...top.optionalDependencies }).map(
      (name) => `node_modules/${name}`,
    ),
  );
  for (const [place, wanted] of Object.entries(locked.packages)) {
    if (place === '') continue;
    const found = installed.packages[place];
    if (!found) {
      if (wanted.optional && !named.has(place)) continue;
      return `${place} is missing`;
    }
    if (found.version !== wanted.version) return `${place} is ${found.version}, not ${wanted.version}`;
    if (!wanted.link && !fs.existsSync(path.join(root, place, 'package.json'))) return `${place} was deleted`;
  }
  return undefined;
}

/**
 * Bring node_modules to the state of the lock file, without running install scripts: a plain install lets
 * tfjs-node's installer fail where its host cannot be reached, and npm then removes the package.
 */
export async function installPackages(root) {
  const fault = packagesFault(root);
  if (!fault) return false;
  say(`installing the npm packages (${fault}); about 1 minute, 5 on a slow line`);
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const result = await run(process.execPath, [npmCli(), ...args, '--loglevel=error'], {
    cwd: root,
    label: 'installing the npm packages',
  });
  if (result.code !== 0) {
    throw new SetupError(
      `Installing the npm packages by "npm ci --ignore-scripts" failed:\n${lastWords(result.output, 12)}\nCheck the network and the disk, then start again.`,
    );
  }
  const left = packagesFault(root);
  if (left)
    throw new SetupError(
      `Installing the npm packages: npm reports success, and still ${left}. Delete node_modules and start again.`,
    );
  return true;
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
