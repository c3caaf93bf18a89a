import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@/lib/domain/errors';

/** How long a change waits for one that another process makes, and how often it looks. */
const LOCK_WAIT_MS = 2_000;
const LOCK_PAUSE_MS = 20;

/**
 * The text of the file of connections, which its owner alone may read; undefined when it is not there.
 *
 * @throws AppError `storage_failed`, and `file_invalid` when others may read or write it.
 */
export function readPrivateFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError(
      'storage_failed',
      `The connections in ${path} could not be read: ${(cause as Error).message}. Run this as the owner of that file.`,
      { cause },
    );
  }
  try {
    const mode = fstatSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw new AppError(
        'file_invalid',
        `The connections in ${path} were not read: the file holds passwords, and others may open it (mode ${mode.toString(8)}, 600 was expected). Run "chmod 600 ${path}", and change the passwords if anybody may have read them.`,
      );
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Puts the text that `text` gives in the place of the file, for its owner alone. The file is there whole under its name, or
 * as it was before; what is being written has one name, so that two who change it at once do so one after the other.
 *
 * @throws AppError `busy` while another process changes it, `storage_failed`, and what `text` throws.
 */
export function replacePrivateFile(path: string, text: () => string): void {
  const partial = `${path}.partial`;
  const file = openPartial(path, partial);
  try {
    try {
      writeFileSync(file, text());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw cause instanceof AppError ? cause : unwritten(path, cause);
  }
}

/** Opens the file that is to take the place of the connections, once that nobody else has it. */
function openPartial(path: string, partial: string): number {
  const end = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(partial, 'wx', 0o600);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritten(path, cause);
      if (Date.now() > end)
        throw new AppError(
          'busy',
          `The connections were not changed: another process has been changing them for ${LOCK_WAIT_MS / 1000} s, or died while it did. If none runs, remove ${partial} and try again.`,
          { cause },
        );
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
    }
  }
}

function unwritten(path: string, cause: unknown): AppError {
  return new AppError(
    'storage_failed',
    `The connections could not be written to ${path}: ${(cause as Error).message}. Nothing was changed. Check that its folder can be written and has room.`,
    { cause },
  );
}
