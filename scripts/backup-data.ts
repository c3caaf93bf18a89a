import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { databasePath } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';

/** What a backup holds. */
export interface BackupCounts {
  runs: number;
  files: number;
  /** Hashes of files that the database names and the store does not have, or has damaged, with their fault. */
  faults: string[];
}

/**
 * Copies a data directory: the database as it is at one moment, every artifact, checkpoint and weights file it names,
 * each read and checked against its hash, and the data sets. Runs go on meanwhile. The copy is a data directory
 * itself; it appears under its name only when it is whole.
 *
 * @throws AppError `conflict` when something is at `target` already, `storage_failed` when the copy cannot be written.
 */
export function backupData(db: TrackingDatabase, target: string): BackupCounts {
  const folder = resolve(target);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError(
      'conflict',
      `Backing up to ${folder}: a new or empty folder was expected, and it has files. Name another folder.`,
    );
  }
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(partial, { recursive: true });
    // One read transaction: writers go on, and the copy has no half-written transaction.
    db.sqlite.prepare('VACUUM INTO ?').run(databasePath(partial));
    const counts = copyFiles(db, partial);
    const datasets = join(db.dataDir, 'datasets');
    if (existsSync(datasets)) cpSync(datasets, join(partial, 'datasets'), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    return counts;
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'storage_failed',
      `Backing up to ${folder} failed: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was left there. Check that the folder can be written and has room.`,
      { cause },
    );
  }
}

function copyFiles(db: TrackingDatabase, target: string): BackupCounts {
  const copy = new Database(databasePath(target), { readonly: true });
  const from = openArtifactStore(db.dataDir);
  const to = openArtifactStore(target);
  const faults: string[] = [];
  try {
    const hashes = copy
      .prepare(
        'SELECT sha256 FROM artifacts UNION SELECT sha256 FROM checkpoints UNION SELECT weights_hash FROM models',
      )
      .pluck()
      .all() as string[];
    for (const hash of hashes) {
      try {
        from.get(hash);
        mkdirSync(dirname(to.path(hash)), { recursive: true });
        copyFileSync(from.path(hash), to.path(hash), constants.COPYFILE_FICLONE);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        faults.push(error.message);
      }
    }
    const runs = copy.prepare('SELECT count(*) FROM runs').pluck().get() as number;
    return { runs, files: hashes.length - faults.length, faults };
  } finally {
    copy.close();
  }
}
