import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';

/** How far a run has been recorded. */
export interface RunRevision {
  id: number;
  revision: number;
  status: RunStatus;
}

/** Tells which runs changed between two calls. */
export interface RunChangeReader {
  /** The runs that changed since the last call; the first call gives none. */
  read(): RunRevision[];
}

/**
 * Watches the runs of a database. A call in which nothing changed reads one row; else the open runs, those that were
 * open at the last call, and new ones. Only such runs can change.
 */
export function createRunChangeReader(db: TrackingDatabase): RunChangeReader {
  const version = db.sqlite.prepare("SELECT version FROM data_versions WHERE table_name = 'runs'").pluck();
  const open = db.sqlite.prepare(
    "SELECT id, revision, status FROM runs WHERE status IN ('scheduled', 'running')",
  );
  const byId = db.sqlite.prepare(
    'SELECT id, revision, status FROM runs WHERE id > ? OR id IN (SELECT value FROM json_each(?))',
  );
  const newest = db.sqlite.prepare('SELECT coalesce(max(id), 0) FROM runs').pluck();
  let lastVersion: unknown;
  let lastId = newest.get() as number;
  let known = new Map((open.all() as RunRevision[]).map((run) => [run.id, run]));
  lastVersion = version.get();
  return {
    read() {
      const now = version.get();
      if (now === lastVersion) return [];
      lastVersion = now;
      const current = new Map((open.all() as RunRevision[]).map((run) => [run.id, run]));
      const gone = [...known.keys()].filter((id) => !current.has(id));
      const others = byId.all(lastId, JSON.stringify(gone)) as RunRevision[];
      const changed = [...current.values()].filter((run) => known.get(run.id)?.revision !== run.revision);
      lastId = newest.get() as number;
      known = current;
      return [...changed, ...others.filter((run) => !current.has(run.id))];
    },
  };
}
