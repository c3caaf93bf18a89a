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
  /** Runs that saved a new checkpoint meanwhile, so that their old one is gone: in the copy they have none. */
  withoutCheckpoint: number[];
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

/**
 * Copies the files that the database copied to `target` names, each checked against its hash.
 *
 * @throws what writing throws; files that are missing or damaged are told in the answer.
 */
export function copyFiles(db: TrackingDatabase, target: string): BackupCounts {
  const copy = new Database(databasePath(target));
  const from = openArtifactStore(db.dataDir);
  const to = openArtifactStore(target);
  const faults: string[] = [];
  const withoutCheckpoint: number[] = [];
  try {
    const hashes = copy
      .prepare(
        'SELECT sha256 FROM artifacts UNION SELECT sha256 FROM checkpoints UNION SELECT weights_hash FROM models UNION SELECT sha256 FROM note_images',
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
        const replaced = dropReplacedCheckpoints(db, copy, hash);
        withoutCheckpoint.push(...replaced);
        if (replaced.length === 0) faults.push(error.message);
      }
    }
    const runs = copy.prepare('SELECT count(*) FROM runs').pluck().get() as number;
    const files = hashes.filter((hash) => existsSync(to.path(hash))).length;
    return { runs, files, faults, withoutCheckpoint };
  } finally {
    copy.close();
  }
}

/**
 * A run deletes its old checkpoint once it has saved a new one, which the copy does not know. Its row goes from the copy
 * then: the newer one would belong to steps whose points the copy lacks. Gives the runs; none when the file was needed
 * for something else, or should still be there.
 */
function dropReplacedCheckpoints(db: TrackingDatabase, copy: Database.Database, hash: string): number[] {
  const named = copy
    .prepare(
      'SELECT 1 FROM artifacts WHERE sha256 = :hash UNION SELECT 1 FROM models WHERE weights_hash = :hash UNION SELECT 1 FROM note_images WHERE sha256 = :hash',
    )
    .get({ hash });
  const now = db.sqlite.prepare('SELECT sha256 FROM checkpoints WHERE run_id = ?').pluck();
  const runs = copy.prepare('SELECT run_id FROM checkpoints WHERE sha256 = ?').pluck().all(hash) as number[];
  if (named !== undefined || runs.some((run) => now.get(run) === hash)) return [];
  copy.prepare('DELETE FROM checkpoints WHERE sha256 = ?').run(hash);
  return runs;
}
