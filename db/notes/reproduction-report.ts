import {
  isReproduced,
  isSamePlace,
  judgeMetrics,
  type MeasuredValue,
  type MetricVerdict,
  type RunPlace,
} from '@/lib/domain/reproduction';
import type { RunMethod, RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';

/** A run beside the newest run that repeats it. */
export interface Reproduction {
  runId: number;
  name: string;
  method: RunMethod;
  reproductionRunId: number;
  status: RunStatus;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
  /** Whether the same numbers are expected exactly; null until it has begun. */
  isSamePlace: boolean | null;
  /**
   * `waiting` until it has ended; `failed` when it did not finish; `reproduced` when all numbers agree. A pipeline has
   * none of its own: its children do.
   */
  outcome: 'waiting' | 'failed' | 'reproduced' | 'different';
  /** True when both made the same weights, bit by bit; null where one has no model. */
  hasSameWeights: boolean | null;
  metrics: MetricVerdict[];
}

interface Row extends Pick<Reproduction, 'runId' | 'reproductionRunId' | 'createdBy' | 'createdAt'> {
  version: number;
}

type Run = RunPlace & {
  name: string;
  method: RunMethod;
  status: RunStatus;
  startedAt: number | null;
  weightsHash: string | null;
};

const RUN = `
  SELECT r.name, r.method, r.status, r.started_at AS startedAt, r.backend, r.backend_version AS backendVersion,
    r.tfjs_version AS tfjsVersion, r.os, r.cpu, m.weights_hash AS weightsHash
  FROM runs r LEFT JOIN models m ON m.id = r.output_model_id WHERE r.id = ?`;

/** Numbers of a run: the last of each metric, what its model came to, and the accuracy of each layer's trial. */
const VALUES = `
  SELECT k.name AS key, CASE WHEN last_is_nan THEN NULL ELSE last_value END AS value
  FROM run_metrics m JOIN metric_keys k ON k.id = m.key_id WHERE m.run_id = :run
  UNION ALL SELECT 'model/nonzeros', nonzeros FROM run_results WHERE run_id = :run AND nonzeros IS NOT NULL
  UNION ALL SELECT 'model/stored_bytes', stored_bytes FROM run_results WHERE run_id = :run AND stored_bytes IS NOT NULL
  UNION ALL SELECT 'sensitivity/' || l.name || '/' || s.technique || '/' || s.granularity || '/' || s.level || '/accuracy',
    s.accuracy
  FROM layer_sensitivity s JOIN layers l ON l.id = s.layer_id WHERE s.run_id = :run`;

/** The newest repetition of each run that a frozen version cites, number by number; runs that are gone are left out. */
export function listReproductions(
  { sqlite }: TrackingDatabase,
  noteId: number,
  version: number,
): Reproduction[] {
  const rows = sqlite
    .prepare(
      `SELECT run_id AS runId, reproduction_run_id AS reproductionRunId, created_by AS createdBy, created_at AS createdAt
       FROM note_reproductions WHERE id IN (
         SELECT max(id) FROM note_reproductions WHERE note_id = ? AND version = ? GROUP BY run_id)
       ORDER BY run_id`,
    )
    .all(noteId, version) as Row[];
  const findRun = sqlite.prepare(RUN);
  const values = sqlite.prepare(VALUES);
  return rows.flatMap(({ runId, reproductionRunId, createdBy, createdAt }): Reproduction[] => {
    const old = findRun.get(runId) as Run | undefined;
    const now = findRun.get(reproductionRunId) as Run | undefined;
    if (!old || !now) return [];
    const hasBegun = now.startedAt !== null && now.backend !== null;
    const samePlace = hasBegun ? isSamePlace(old, now) : null;
    const measured = (run: number) => values.all({ run }) as MeasuredValue[];
    const metrics =
      now.status === 'finished'
        ? judgeMetrics(measured(runId), measured(reproductionRunId), samePlace === true)
        : [];
    return [
      {
        runId,
        name: old.name,
        method: old.method,
        reproductionRunId,
        status: now.status,
        createdBy,
        createdAt,
        isSamePlace: samePlace,
        outcome: outcomeOf(now, metrics),
        hasSameWeights: old.weightsHash && now.weightsHash ? old.weightsHash === now.weightsHash : null,
        metrics,
      },
    ];
  });
}

function outcomeOf({ status, method }: Run, metrics: readonly MetricVerdict[]): Reproduction['outcome'] {
  if (status === 'scheduled' || status === 'running') return 'waiting';
  if (status !== 'finished') return 'failed';
  return method === 'pipeline' || isReproduced(metrics) ? 'reproduced' : 'different';
}
