import { isAbsolute, join, resolve } from 'node:path';

/**
 * Absolute path of the directory that holds the database, model weights and data sets: `LATHE_DATA_DIR`, else
 * `data` under the current directory.
 */
export function dataDir(env: Record<string, string | undefined> = process.env): string {
  const configured = env.LATHE_DATA_DIR || 'data';
  return isAbsolute(configured) ? configured : resolve(/* turbopackIgnore: true */ configured);
}

/** Absolute path of the tracking database inside a data directory. */
export function databasePath(dir: string = dataDir()): string {
  return join(dir, 'lathe.db');
}

/** Absolute path of the file of named connections inside a data directory; it holds passwords. */
export function connectionsPath(dir: string = dataDir()): string {
  return join(dir, 'connections.json');
}
