import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const PREFIX = '.adding-';

/**
 * Runs work with a directory of its own that is gone afterwards, also when the process exits in the middle.
 * Directories that killed processes of this machine left are removed first.
 *
 * @param parent Where the directory is made, so that what is finished can be renamed into place.
 */
export async function withTemporaryDirectory<T>(
  parent: string,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  const directory = join(parent, `${PREFIX}${process.pid}-${randomUUID().slice(0, 8)}-${hostname()}`);
  mkdirSync(directory);
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  try {
    return await work(directory);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** Whether a name below the data sets' directory is one of unfinished work. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(PREFIX);
}

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, host] = /^\.adding-(\d+)-[0-9a-f]{8}-(.*)$/.exec(name) ?? [];
    // A process of another machine that shares the directory cannot be asked.
    if (host === hostname() && !isRunning(Number(pid))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
