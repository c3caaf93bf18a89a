import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { inBatches } from './run-batches';
import { PURGE_LEASE } from './run-purge';

/** Hides runs from the grid, without the trash. @throws AppError `not_found`. */
export function archiveRuns(db: TrackingDatabase, runIds: readonly number[]): void {
  setArchived(db, runIds, 'Archiving', (now) => now);
}

/** Shows archived runs again. @throws AppError `not_found`. */
export function unarchiveRuns(db: TrackingDatabase, runIds: readonly number[]): void {
  setArchived(db, runIds, 'Unarchiving', () => null);
}

function setArchived(
  db: TrackingDatabase,
  runIds: readonly number[],
  operation: string,
  at: (now: number) => number | null,
): void {
  const update = db.sqlite.prepare(`
    UPDATE runs SET archived_at = @at, revision = revision + 1
    WHERE id IN (SELECT value FROM json_each(@ids)) AND (archived_at IS NULL) = (@at IS NOT NULL)`);
  inBatches(db, runIds, operation, (ids, now) => {
    update.run({ at: at(now), ids: JSON.stringify(ids) });
    raiseDataVersions(db.sqlite, ['runs']);
  });
}

/** The runs and their children, children of children included. */
export function withChildren({ sqlite }: TrackingDatabase, runIds: readonly number[]): number[] {
  return sqlite
    .prepare(`
      WITH RECURSIVE tree(id) AS (
        SELECT value FROM json_each(?) UNION SELECT r.id FROM tree t JOIN runs r ON r.parent_run_id = t.id
      )
      SELECT id FROM tree`)
    .pluck()
    .all(JSON.stringify(runIds)) as number[];
}

/**
 * Puts runs into the trash, parents with their children. Runs that read their models keep on working.
 *
 * @throws AppError `not_found`; `conflict` when one of them waits or runs: then none of its batch is trashed.
 */
export function trashRuns(db: TrackingDatabase, runIds: readonly number[], deletedBy: string): void {
  const { sqlite } = db;
  const findOpen = sqlite.prepare(`
    SELECT id, name, status FROM runs
    WHERE id IN (SELECT value FROM json_each(?)) AND status IN ('scheduled', 'running') LIMIT 1`);
  const refuseOpen = (ids: readonly number[]) => {
    const open = findOpen.get(JSON.stringify(ids)) as
      | { id: number; name: string; status: string }
      | undefined;
    if (!open) return;
    throw new AppError(
      'conflict',
      `Run ${open.id} (${open.name}) cannot go into the trash: it is ${open.status}. Cancel it first.`,
    );
  };
  const update = sqlite.prepare(`
    UPDATE runs SET deleted_at = ?, deleted_by = ?, revision = revision + 1
    WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`);
  const all = withChildren(db, runIds);
  refuseOpen(all);
  inBatches(db, all, 'Trashing', (ids, now) => {
    refuseOpen(ids);
    update.run(now, deletedBy, JSON.stringify(ids));
    raiseDataVersions(sqlite, ['runs']);
  });
}

/**
 * Takes runs out of the trash, parents with their children.
 *
 * @throws AppError `not_found`; `conflict` when a purge of one of them has begun.
 */
export function restoreRuns(db: TrackingDatabase, runIds: readonly number[]): void {
  const { sqlite } = db;
  const findHalf = sqlite.prepare(
    'SELECT id FROM runs WHERE id IN (SELECT value FROM json_each(?)) AND lease_token = ? LIMIT 1',
  );
  const update = sqlite.prepare(`
    UPDATE runs SET deleted_at = NULL, deleted_by = NULL, revision = revision + 1
    WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL`);
  inBatches(db, withChildren(db, runIds), 'Restoring', (ids) => {
    const half = findHalf.pluck().get(JSON.stringify(ids), PURGE_LEASE);
    if (half !== undefined) {
      throw new AppError(
        'conflict',
        `Run ${half} cannot be restored: its data were being deleted for good. Purge it again to finish.`,
      );
    }
    update.run(JSON.stringify(ids));
    raiseDataVersions(sqlite, ['runs']);
  });
}
