import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { inBatches } from './run-batches';

/** Most characters of a tag. */
export const LONGEST_TAG = 250;

/**
 * Gives runs a tag; those that have it keep it as it is.
 *
 * @throws AppError `invalid_argument` for an empty or too long tag, `not_found` for a run that does not exist.
 */
export function tagRuns(
  db: TrackingDatabase,
  runIds: readonly number[],
  tag: string,
  createdBy: string,
): void {
  const name = tagName(tag);
  const insert = db.sqlite.prepare(
    'INSERT OR IGNORE INTO tags (run_id, name, created_by, created_at) VALUES (?, ?, ?, ?)',
  );
  inBatches(db, runIds, 'Tagging', (ids, now) => {
    for (const id of ids) if (insert.run(id, name, createdBy, now).changes > 0) raiseRevision(db, id);
    raiseDataVersions(db.sqlite, ['tags', 'runs']);
  });
}

/** Takes a tag away from runs; those without it stay as they are. @throws AppError `not_found`. */
export function untagRuns(db: TrackingDatabase, runIds: readonly number[], tag: string): void {
  const remove = db.sqlite.prepare('DELETE FROM tags WHERE run_id = ? AND name = ?');
  inBatches(db, runIds, 'Untagging', (ids) => {
    for (const id of ids) if (remove.run(id, tag).changes > 0) raiseRevision(db, id);
    raiseDataVersions(db.sqlite, ['tags', 'runs']);
  });
}

/** Tags that exist and have the text in their name, in any case; those of most runs first. */
export function listTags(
  { sqlite }: TrackingDatabase,
  limit: number,
  search = '',
): { name: string; runs: number }[] {
  return sqlite
    .prepare(`
      SELECT name, count(*) AS runs FROM tags WHERE instr(lower(name), lower(?)) > 0
      GROUP BY name ORDER BY runs DESC, name LIMIT ?`)
    .all(search, limit) as { name: string; runs: number }[];
}

function tagName(tag: string): string {
  const name = tag.trim();
  if (name !== '' && name.length <= LONGEST_TAG) return name;
  throw new AppError(
    'invalid_argument',
    name === ''
      ? 'A tag needs a name; it is empty.'
      : `A tag has at most ${LONGEST_TAG} characters; this one has ${name.length}.`,
    { issues: [{ path: 'tag', message: `1 to ${LONGEST_TAG} characters` }] },
  );
}

function raiseRevision({ sqlite }: TrackingDatabase, id: number): void {
  sqlite.prepare('UPDATE runs SET revision = revision + 1 WHERE id = ?').run(id);
}
