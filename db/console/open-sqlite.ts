import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { registerAnalysisFunctions } from './register-analysis-functions';
import type { SqliteSource } from './session-source';

/** Milliseconds that a query waits for another program to unlock a file. */
const LOCK_WAIT_MS = 5_000;

/**
 * Opens a file for queries, and attaches the others to it: read-only, `query_only`, `trusted_schema` off. Temporary
 * storage stays on disk, where the operating system's limit on file sizes holds.
 *
 * @throws AppError `storage_failed` when the tracking database cannot be read, `query_failed` when another file cannot.
 */
export function openSqlite({ path, name, attached }: SqliteSource): Database.Database {
  const connection = openFile(path, name);
  connection.pragma('trusted_schema = 0');
  for (const one of attached)
    opening(one.name, one.path, () => {
      // The name is one that needs no quotes; an absolute path is never read as a file: address, whatever it holds.
      connection.prepare(`ATTACH ? AS ${one.name}`).run(one.path);
      connection.prepare(`SELECT count(*) FROM ${one.name}.sqlite_schema`).get();
    });
  connection.pragma('query_only = 1');
  registerAnalysisFunctions(connection);
  return connection;
}

function openFile(path: string, name: string | undefined): Database.Database {
  const open = () => new Database(path, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS });
  if (name !== undefined)
    return opening(name, path, () => {
      const connection = open();
      connection.prepare('SELECT count(*) FROM sqlite_schema').get();
      return connection;
    });
  try {
    return open();
  } catch (cause) {
    throw new AppError(
      'storage_failed',
      `The database ${path} could not be opened for reading: ${(cause as Error).message}. Check LATHE_DATA_DIR and that the app has been started once.`,
      { cause },
    );
  }
}

function opening<T>(name: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    // Where the file lies is the administrator's to know: "lathe connection list" tells it.
    throw new AppError(
      'query_failed',
      `The query was not run: the connection "${name}" could not be opened: ${openFault(path, cause as Error)}.`,
      { cause },
    );
  }
}

/** Why a file cannot be read, and what to do. */
function openFault(path: string, error: Error): string {
  if (!existsSync(path))
    return 'its file is not there, or its folder may not be entered. Have an administrator look it up by "lathe connection list"';
  if (!statSync(path).isFile()) return 'its path leads to no file. Remove the connection and add it anew';
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_BUSY'))
    return 'another program holds its file locked, and did not let go of it in 5 s. Run it again later';
  if (code === 'SQLITE_NOTADB') return 'its file is no SQLite database, or is encrypted';
  if (code.startsWith('SQLITE_CORRUPT')) return 'its file is damaged. Restore it from a copy';
  if (!mayRead(path)) return 'its file may not be read by the user that Lathe runs as. Change its mode';
  if (code.startsWith('SQLITE_READONLY') || (code.startsWith('SQLITE_CANTOPEN') && isInWalMode(path)))
    return 'it is in WAL mode, or was left in the midst of writing, and SQLite then needs to write files beside it, which this user may not. Let the user that Lathe runs as write to its folder, or name a copy made by "VACUUM INTO"';
  return error.message.replaceAll(path, 'its file');
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Byte 18 of the header, the version needed to write, is 2 in WAL mode (SQLite, "Database File Format", 1.3.3). */
function isInWalMode(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(19);
    return readSync(file, header, 0, header.length, 0) === header.length && header[18] === 2;
  } finally {
    closeSync(file);
  }
}
