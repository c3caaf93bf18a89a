import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { QueryLimits } from './limits';

/** How the operating system is made to limit a query process. */
export interface LimitedCommand {
  /** Program and arguments that stand before the program to be limited. */
  prefix: readonly string[];
  by: 'prlimit' | 'ulimit' | 'none';
  /** What this system cannot limit, in words; empty when all limits hold. */
  missing: readonly string[];
}

type Limited = Pick<QueryLimits, 'addressSpaceBytes' | 'fileBytes' | 'cpuSeconds'>;

function findProgram(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

function works(prefix: readonly string[]): boolean {
  const [command, ...rest] = prefix;
  return (
    spawnSync(command, [...rest, '/bin/sh', '-c', ':'], { stdio: 'ignore', timeout: 5_000 }).status === 0
  );
}

/**
 * Command that lets a process die with its parent: the disconnection goes unheard while SQLite computes. Empty where
 * there is none; the processor time then bounds an orphan's life.
 */
function tiedToParent(): readonly string[] {
  const setpriv = findProgram('setpriv');
  const prefix = setpriv ? [setpriv, '--pdeathsig', 'KILL'] : [];
  return setpriv && works(prefix) ? prefix : [];
}

/**
 * The command that limits address space, file size and processor time of a query process: `prlimit`, else one
 * `ulimit` for each limit, joined so that a failing one stops the start; macOS cannot limit address space. Each way
 * is tried before it is chosen. The process keeps the id of the command.
 */
export function limitedCommand(limits: Limited): LimitedCommand {
  const prlimit = findProgram('prlimit');
  if (prlimit) {
    const prefix = [
      prlimit,
      `--as=${limits.addressSpaceBytes}`,
      `--fsize=${limits.fileBytes}`,
      `--cpu=${limits.cpuSeconds}`,
    ];
    if (works(prefix)) return { prefix: [...prefix, ...tiedToParent()], by: 'prlimit', missing: [] };
  }
  // POSIX counts -f in blocks of 512 bytes and -v in KiB.
  const space = `ulimit -v ${Math.floor(limits.addressSpaceBytes / 1024)}`;
  const others = `ulimit -f ${Math.floor(limits.fileBytes / 512)} && ulimit -t ${limits.cpuSeconds}`;
  for (const [commands, missing] of [
    [`${space} && ${others}`, []],
    [others, ['address space']],
  ] as const) {
    const prefix = ['/bin/sh', '-c', `${commands} && exec "$@"`, 'sh'];
    if (works(prefix)) return { prefix: [...prefix, ...tiedToParent()], by: 'ulimit', missing };
  }
  return { prefix: tiedToParent(), by: 'none', missing: ['address space', 'file size', 'processor time'] };
}
