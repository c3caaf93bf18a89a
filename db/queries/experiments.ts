import { AppError } from '@/lib/domain/errors';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';

/** An experiment with what its runs are doing. */
export interface ExperimentSummary {
  id: number;
  uid: string;
  name: string;
  description: string;
  createdBy: string;
  createdAt: number;
  /** Runs that are no parents and not in the trash, by status. */
  runsByStatus: Partial<Record<RunStatus, number>>;
  /** Runs in the trash. */
  trashedRuns: number;
  /** Names of those who started runs, sorted. */
  people: string[];
  /** Latest moment at which one of its runs was made, started or ended; UTC milliseconds. */
  lastActivityAt: number;
}

interface ExperimentRow extends Omit<ExperimentSummary, 'runsByStatus' | 'people'> {
  runsByStatus: string;
  people: string;
}

const SELECT = `
  SELECT e.id, e.uid, e.name, e.description, e.created_by AS createdBy, e.created_at AS createdAt,
    (SELECT json_group_object(status, n) FROM (
      SELECT status, count(*) AS n FROM runs WHERE experiment_id = e.id AND method <> 'pipeline' AND deleted_at IS NULL GROUP BY status
    )) AS runsByStatus,
    (SELECT count(*) FROM runs WHERE experiment_id = e.id AND deleted_at IS NOT NULL) AS trashedRuns,
    (SELECT json_group_array(created_by) FROM (
      SELECT DISTINCT created_by FROM runs WHERE experiment_id = e.id AND deleted_at IS NULL ORDER BY created_by
    )) AS people,
    coalesce(
      (SELECT max(max(created_at, coalesce(started_at, 0), coalesce(finished_at, 0))) FROM runs WHERE experiment_id = e.id),
      e.created_at
    ) AS lastActivityAt
  FROM experiments e`;

/**
 * The `limit` experiments whose newest run is the newest (those without a run last), the one with the latest activity
 * first.
 */
export function listExperiments(db: TrackingDatabase, limit: number): ExperimentSummary[] {
  const rows = db.sqlite
    .prepare(`
      ${SELECT}
      WHERE e.id IN (
        SELECT id FROM experiments x ORDER BY (SELECT max(id) FROM runs WHERE experiment_id = x.id) DESC, id DESC LIMIT ?
      )
      ORDER BY lastActivityAt DESC, e.id DESC`)
    .all(limit);
  return (rows as ExperimentRow[]).map(toSummary);
}

/** One experiment. @throws AppError `not_found`. */
export function getExperiment(db: TrackingDatabase, experimentId: number): ExperimentSummary {
  const row = db.sqlite.prepare(`${SELECT} WHERE e.id = ?`).get(experimentId) as ExperimentRow | undefined;
  if (!row)
    throw new AppError('not_found', `Reading experiment ${experimentId}: there is no such experiment.`);
  return toSummary(row);
}

/** True for an experiment whose runs are all in the trash. */
export function isTrashed({ trashedRuns, runsByStatus }: ExperimentSummary): boolean {
  return trashedRuns > 0 && Object.keys(runsByStatus).length === 0;
}

/** Names of all experiments, the newest first. */
export function listExperimentNames(db: TrackingDatabase): string[] {
  return db.sqlite.prepare('SELECT name FROM experiments ORDER BY id DESC').pluck().all() as string[];
}

function toSummary(row: ExperimentRow): ExperimentSummary {
  return { ...row, runsByStatus: JSON.parse(row.runsByStatus), people: JSON.parse(row.people) };
}
