import type { TrackingDatabase } from '../client';
import { listRunsById, type RunListRow } from './run-list';

/** Most runs that are compared at once. */
export const MOST_COMPARED_RUNS = 200;

/** A run under comparison: its line of the grid, and what was asked to be computed. */
export interface ComparedRun extends RunListRow {
  errorMessage: string | null;
  seed: number | null;
  /** Runs with the same config but for the seed share it. */
  configGroup: string;
  isArchived: boolean;
  accuracy: number | null;
  accuracyDrop: number | null;
  compressionRatio: number | null;
}

/** An id that was asked for and is not shown, and why. */
export interface LeftOutRun {
  id: number;
  reason: 'unknown' | 'trashed';
  /** Name of a run in the trash. */
  name: string | null;
}

/** The runs that can be compared, in the order asked for, and those that cannot. */
export interface RunSelection {
  runs: ComparedRun[];
  leftOut: LeftOutRun[];
}

interface RunExtras {
  id: number;
  name: string;
  errorMessage: string | null;
  seed: number | null;
  configGroup: string;
  archivedAt: number | null;
  deletedAt: number | null;
  accuracyDrop: number | null;
  compressionRatio: number | null;
}

/** The runs with these ids, each once and in this order; ids that are unknown or in the trash are told apart. */
export function selectRuns(db: TrackingDatabase, ids: readonly number[]): RunSelection {
  const wanted = [...new Set(ids)];
  const extras = new Map(
    (
      db.sqlite
        .prepare(`
          SELECT r.id, r.name, r.error_message AS errorMessage, r.seed, r.config_group AS configGroup,
            r.archived_at AS archivedAt, r.deleted_at AS deletedAt, s.accuracy_drop AS accuracyDrop,
            s.compression_ratio AS compressionRatio
          FROM json_each(?) k JOIN runs r ON r.id = k.value LEFT JOIN run_results s ON s.run_id = r.id`)
        .all(JSON.stringify(wanted)) as RunExtras[]
    ).map((row) => [row.id, row]),
  );
  const leftOut = wanted.flatMap((id): LeftOutRun[] => {
    const found = extras.get(id);
    if (!found) return [{ id, reason: 'unknown', name: null }];
    return found.deletedAt === null ? [] : [{ id, reason: 'trashed', name: found.name }];
  });
  const gone = new Set(leftOut.map(({ id }) => id));
  const rows = listRunsById(
    db,
    wanted.filter((id) => !gone.has(id)),
  );
  const runs = rows.map((row): ComparedRun => {
    const { errorMessage, seed, configGroup, archivedAt, accuracyDrop, compressionRatio } = extras.get(
      row.id,
    ) as RunExtras;
    return {
      ...row,
      errorMessage,
      seed,
      configGroup,
      isArchived: archivedAt !== null,
      accuracy: row.testCorrect === null || !row.testSamples ? null : row.testCorrect / row.testSamples,
      accuracyDrop,
      compressionRatio,
    };
  });
  return { runs, leftOut };
}

/** A run to choose from. */
export interface RunChoice {
  id: number;
  name: string;
  experimentName: string;
}

/** The newest runs outside the trash whose name holds the text, or whose id it is; parents of other runs left out. */
export function listRunChoices(db: TrackingDatabase, text: string, limit: number): RunChoice[] {
  const wanted = text.trim();
  const id = /^#?\d{1,15}$/.test(wanted) ? Number(wanted.replace('#', '')) : null;
  return db.sqlite
    .prepare(`
      SELECT r.id, r.name, e.name AS experimentName
      FROM runs r JOIN experiments e ON e.id = r.experiment_id
      WHERE r.deleted_at IS NULL AND r.method NOT IN ('pipeline', 'sweep')
        AND (r.id = ? OR r.name LIKE ? ESCAPE '\\')
      ORDER BY r.id = ? DESC, r.id DESC LIMIT ?`)
    .all(id, `%${wanted.replace(/[\\%_]/g, '\\$&')}%`, id, limit) as RunChoice[];
}
