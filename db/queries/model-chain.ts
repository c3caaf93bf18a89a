import type { RunMethod, RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import type { RunTechnique } from './run-list';

/** A run and the model it made, in a chain of models. */
export interface ChainRun {
  runId: number;
  name: string;
  method: RunMethod;
  technique: RunTechnique;
  status: RunStatus;
  modelId: number | null;
  testCorrect: number | null;
  testSamples: number | null;
  sparsity: number | null;
  bits: number | null;
  storedBytes: number | null;
}

/** The chain of models that a run stands in. */
export interface ModelChain {
  /** From the first model along the base inputs to the run itself, which comes last. */
  steps: ChainRun[];
  /** Teachers of runs of the chain. */
  teachers: { studentRunId: number; teacher: ChainRun }[];
  /** Runs that read the run's model, the newest first, at most {@link MOST_USES}. */
  uses: (ChainRun & { role: 'base' | 'teacher' })[];
  useCount: number;
}

const MOST_USES = 12;
const LONGEST_CHAIN = 50;

/** The models a run's model was made from, their teachers, and the runs that read it. */
export function getModelChain(db: TrackingDatabase, runId: number): ModelChain {
  const chain = db.sqlite
    .prepare(`
      WITH RECURSIVE chain(run_id, depth) AS (
        SELECT :runId, 0
        UNION ALL
        SELECT coalesce(i.input_run_id, (SELECT run_id FROM models WHERE id = i.model_id)), c.depth + 1
        FROM chain c JOIN run_inputs i ON i.run_id = c.run_id AND i.role = 'base'
        WHERE c.depth < ${LONGEST_CHAIN}
      )
      SELECT run_id FROM chain WHERE run_id IS NOT NULL ORDER BY depth DESC`)
    .pluck()
    .all({ runId }) as number[];
  const teachers = db.sqlite
    .prepare(`
      SELECT i.run_id AS studentRunId, coalesce(i.input_run_id, m.run_id) AS teacherRunId
      FROM json_each(?) k
      JOIN run_inputs i ON i.run_id = k.value AND i.role = 'teacher'
      LEFT JOIN models m ON m.id = i.model_id`)
    .all(JSON.stringify(chain)) as { studentRunId: number; teacherRunId: number | null }[];
  const uses = db.sqlite
    .prepare(`
      SELECT i.run_id AS runId, i.role FROM run_inputs i WHERE i.input_run_id = :runId
      UNION
      SELECT i.run_id, i.role FROM models m JOIN run_inputs i ON i.model_id = m.id WHERE m.run_id = :runId
      ORDER BY 1 DESC`)
    .all({ runId }) as { runId: number; role: 'base' | 'teacher' }[];
  const shownUses = uses.slice(0, MOST_USES);
  const runs = readRuns(db, [
    ...chain,
    ...teachers.flatMap(({ teacherRunId }) => teacherRunId ?? []),
    ...shownUses.map((use) => use.runId),
  ]);
  const find = (id: number | null) => (id === null ? undefined : runs.get(id));
  return {
    steps: chain.flatMap((id) => find(id) ?? []),
    teachers: teachers.flatMap(({ studentRunId, teacherRunId }) => {
      const teacher = find(teacherRunId);
      return teacher ? [{ studentRunId, teacher }] : [];
    }),
    uses: shownUses.flatMap(({ runId: id, role }) => {
      const run = find(id);
      return run ? [{ ...run, role }] : [];
    }),
    useCount: uses.length,
  };
}

function readRuns(db: TrackingDatabase, ids: readonly number[]): Map<number, ChainRun> {
  const rows = db.sqlite
    .prepare(`
      SELECT r.id AS runId, r.name, r.method, s.technique, r.status, s.model_id AS modelId,
        s.test_correct AS testCorrect, s.test_samples AS testSamples, s.sparsity, s.bits, s.stored_bytes AS storedBytes
      FROM json_each(?) k JOIN runs r ON r.id = k.value JOIN run_results s ON s.run_id = r.id`)
    .all(JSON.stringify(ids)) as ChainRun[];
  return new Map(rows.map((row) => [row.runId, row]));
}
