import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';

/** How far a run has been recorded; a run that was deleted for good has the revision -1. */
export interface RunRevision {
  id: number;
  revision: number;
  status: RunStatus;
}

/** What changed between two calls. */
export interface RunChanges {
  runs: RunRevision[];
  /** Other runs, or what is shown beside them, changed as well; which ones is not known. */
  areMore: boolean;
  /** Notes were saved, trashed or restored. */
  areNotes: boolean;
}

/** Tells what changed between two calls. */
export interface RunChangeReader {
  /** What changed since the last call, undefined when nothing did; the first call gives nothing. */
  read(): RunChanges | undefined;
}

/** Most runs that are named; with more, everybody looks. */
const MOST_NAMED = 500;

/** Tables that are shown beside runs. */
const BESIDE = "('experiments', 'models', 'saved_views')";

/** Of the runs, of the tables beside them, of the notes. */
type Versions = [runs: number, beside: number, notes: number];

/**
 * Watches the runs of a database. A call in which nothing changed reads a few rows of `data_versions`; else the open
 * runs, those that were open at the last call, new ones, and ended ones that this connection wrote, as people do who
 * tag, archive or conclude. Ended runs that another process wrote are only told as `areMore`, and only while no run is
 * open: an open one raises the version with each sign of life.
 */
export function createRunChangeReader(db: TrackingDatabase): RunChangeReader {
  const { sqlite } = db;
  const versions = sqlite
    .prepare(
      `SELECT coalesce(sum(version) FILTER (WHERE table_name = 'runs'), 0) AS runs,
         coalesce(sum(version) FILTER (WHERE table_name IN ${BESIDE}), 0) AS beside,
         coalesce(sum(version) FILTER (WHERE table_name = 'notes'), 0) AS notes
       FROM data_versions WHERE table_name IN ('runs', 'notes') OR table_name IN ${BESIDE}`,
    )
    .raw();
  const open = sqlite.prepare(
    "SELECT id, revision, status FROM runs WHERE status IN ('scheduled', 'running')",
  );
  const byId = sqlite.prepare(
    'SELECT id, revision, status FROM runs WHERE id > ? OR id IN (SELECT value FROM json_each(?))',
  );
  const newest = sqlite.prepare('SELECT coalesce(max(id), 0) FROM runs').pluck();
  const takeWritten = watchWrites(db);
  let lastVersions = versions.get() as Versions;
  let lastId = newest.get() as number;
  let known = new Map((open.all() as RunRevision[]).map((run) => [run.id, run]));
  return {
    read() {
      const now = versions.get() as Versions;
      const [areRuns, areOthers, areNotes] = now.map((version, place) => version !== lastVersions[place]);
      lastVersions = now;
      if (!areRuns) return areOthers || areNotes ? { runs: [], areMore: areOthers, areNotes } : undefined;
      const current = new Map((open.all() as RunRevision[]).map((run) => [run.id, run]));
      const { changed, deleted } = takeWritten();
      const gone = [...known.keys()].filter((id) => !current.has(id));
      const others = byId.all(lastId, JSON.stringify([...gone, ...changed])) as RunRevision[];
      const going = [...current.values()].filter((run) => known.get(run.id)?.revision !== run.revision);
      lastId = newest.get() as number;
      known = current;
      const runs = [
        ...going,
        ...others.filter((run) => !current.has(run.id)),
        ...deleted.map((id): RunRevision => ({ id, revision: -1, status: 'killed' })),
      ];
      const areMore = areOthers || runs.length > MOST_NAMED || (runs.length === 0 && current.size === 0);
      return runs.length > 0 || areMore || areNotes
        ? { runs: runs.slice(0, MOST_NAMED), areMore, areNotes }
        : undefined;
    },
  };
}

/** Gathers the ids of the runs that the connection writes; each call of the result empties the list. */
function watchWrites({ sqlite }: TrackingDatabase): () => { changed: number[]; deleted: number[] } {
  // Temporary triggers see the writes of their own connection, and a transaction that is rolled back takes its rows along.
  sqlite.exec(`
    CREATE TEMP TABLE IF NOT EXISTS written_runs (id INTEGER PRIMARY KEY, is_deleted INTEGER NOT NULL);
    CREATE TEMP TRIGGER IF NOT EXISTS runs_written AFTER UPDATE OF revision ON main.runs
    BEGIN INSERT OR IGNORE INTO written_runs VALUES (new.id, 0); END;
    CREATE TEMP TRIGGER IF NOT EXISTS runs_deleted AFTER DELETE ON main.runs
    BEGIN INSERT OR REPLACE INTO written_runs VALUES (old.id, 1); END;`);
  const take = sqlite.prepare('DELETE FROM temp.written_runs RETURNING id, is_deleted AS isDeleted');
  return () => {
    const written = take.all() as { id: number; isDeleted: number }[];
    const idsOf = (isDeleted: number) =>
      written.filter((row) => row.isDeleted === isDeleted).map(({ id }) => id);
    return { changed: idsOf(0), deleted: idsOf(1) };
  };
}
