import type { Engine } from '@/lib/domain/recorder';
import type { TrackingDatabase } from '../client';

/** One line of the list of models. */
export interface ModelListRow {
  id: number;
  name: string;
  version: number;
  architecture: string;
  runId: number;
  runName: string;
  experimentId: number;
  experimentName: string;
  owner: string;
  createdAt: number;
  parameters: number;
  sparsity: number;
  bits: number;
  macs: number;
  storedBytes: number;
  testCorrect: number | null;
  testSamples: number | null;
  testEngine: Engine | null;
}

/** Stored models, the newest first. */
export function listModels(db: TrackingDatabase, limit: number): ModelListRow[] {
  return db.sqlite
    .prepare(`
      SELECT m.id, m.name, m.version, m.architecture, m.run_id AS runId, r.name AS runName, e.id AS experimentId,
        e.name AS experimentName, m.owner, m.created_at AS createdAt, m.parameters, m.sparsity, m.bits, m.macs,
        m.sparse_bytes AS storedBytes,
        v.correct AS testCorrect, v.samples AS testSamples, v.engine AS testEngine
      FROM models m
      JOIN runs r ON r.id = m.run_id
      JOIN experiments e ON e.id = r.experiment_id
      LEFT JOIN evaluations v ON v.id = (SELECT max(id) FROM evaluations WHERE model_id = m.id AND split = 'test')
      WHERE r.deleted_at IS NULL
      ORDER BY m.id DESC LIMIT ?`)
    .all(limit) as ModelListRow[];
}

/** The run that made a model, or undefined when there is no such model. */
export function findRunOfModel(db: TrackingDatabase, modelId: number): number | undefined {
  return db.sqlite.prepare('SELECT run_id FROM models WHERE id = ?').pluck().get(modelId) as
    | number
    | undefined;
}
