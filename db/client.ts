import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { databasePath } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import { writeDescriptions } from './descriptions';
import { writeAllNoteRefs } from './notes/note-refs';

/** An open tracking database: the query builder, the connection under it, and the folder it lives in. */
export interface TrackingDatabase {
  orm: BetterSQLite3Database;
  sqlite: Database.Database;
  dataDir: string;
  close(): void;
}

/** How long a statement waits for another writer. */
const BUSY_TIMEOUT_MS = 5_000;
/** How long a process waits for another one that is migrating. */
const MIGRATION_WAIT_MS = 60_000;

/**
 * The tracking database of a data directory, created and migrated when need be. Any number of processes may call
 * this at once: one of them migrates, the others wait.
 *
 * @throws AppError `storage_failed` when the folder or the file cannot be opened, or a newer Lathe wrote it.
 */
export function openTrackingDatabase(dataDir: string): TrackingDatabase {
  const path = databasePath(dataDir);
  let sqlite: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    sqlite.pragma('synchronous = NORMAL');
    sqlite.pragma('foreign_keys = ON');
    const orm = drizzle(sqlite);
    migrateOnce(orm, sqlite, dataDir);
    const connection = sqlite;
    return { orm, sqlite, dataDir, close: () => connection.close() };
  } catch (cause) {
    sqlite?.close();
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'storage_failed',
      `Opening the database ${path} failed: ${cause instanceof Error ? cause.message : String(cause)}. Check that the folder is writable and the disk has room, or set LATHE_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

function migrationsFolder(): string {
  return join(projectRoot(), 'db', 'migrations');
}

/** The newest migration that an open database has: its name, and when it was made, UTC milliseconds. */
export function newestMigration(): { when: number; tag: string } {
  const text = readFileSync(join(migrationsFolder(), 'meta', '_journal.json'), 'utf8');
  const { entries } = JSON.parse(text) as { entries: { when: number; tag: string }[] };
  return entries[entries.length - 1];
}

/**
 * Drizzle's migrator is not safe in several processes at once, nor is the change to a write-ahead log, in which SQLite
 * does not wait for other writers. So a second database file is locked meanwhile: the operating system frees the lock
 * when its holder dies.
 */
function migrateOnce(orm: BetterSQLite3Database, sqlite: Database.Database, dataDir: string): void {
  const newest = newestMigration().when;
  if (isCurrent(sqlite, newest, dataDir)) return;
  const lock = new Database(join(dataDir, 'migration.lock'), { timeout: MIGRATION_WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    if (isCurrent(sqlite, newest, dataDir)) return;
    sqlite.pragma('journal_mode = WAL');
    migrate(orm, { migrationsFolder: migrationsFolder() });
    writeDescriptions(sqlite);
    writeAllNoteRefs(sqlite);
    sqlite.pragma('optimize');
  } finally {
    lock.close();
  }
}

/** False when a part of the migration is still to be done, also after one that was killed half-way. */
function isCurrent(sqlite: Database.Database, newest: number, dataDir: string): boolean {
  const applied = lastApplied(sqlite);
  if (applied > newest) {
    throw new AppError(
      'storage_failed',
      `The database in ${dataDir} was written by a newer Lathe than this one. Update Lathe, or set LATHE_DATA_DIR to another folder.`,
    );
  }
  if (applied < newest || sqlite.pragma('journal_mode', { simple: true }) !== 'wal') return false;
  return sqlite.prepare('SELECT 1 FROM column_descriptions').get() !== undefined;
}

function lastApplied(sqlite: Database.Database): number {
  const table = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'").get();
  if (!table) return 0;
  const newest = sqlite.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get();
  return Number(newest ?? 0);
}

/**
 * Folder of the project: `LATHE_ROOT`, else the nearest one from the current folder upwards whose package is called
 * lathe.
 *
 * @throws AppError `internal` when there is none.
 */
export function projectRoot(): string {
  if (process.env.LATHE_ROOT) return resolve(/* turbopackIgnore: true */ process.env.LATHE_ROOT);
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const file = join(/* turbopackIgnore: true */ folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'lathe')
      return folder;
    if (dirname(folder) === folder) break;
  }
  throw new AppError(
    'internal',
    `Lathe's folder was looked for from ${process.cwd()} upwards and not found. Start it in its folder, or set LATHE_ROOT.`,
  );
}
