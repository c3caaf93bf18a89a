import type { TrackingDatabase } from '../client';

/** One measurement of a sensitivity run. */
export interface SensitivityCell {
  layer: string;
  level: number;
  achievedSparsity: number;
  samples: number;
  correct: number;
  accuracyDrop: number;
}

/** All measurements of one sensitivity run: a row for each layer, in the order of the network. */
export interface SensitivityMap {
  runId: number;
  runName: string;
  modelId: number;
  modelName: string;
  technique: 'prune' | 'quantize';
  granularity: string;
  split: string;
  layers: string[];
  levels: number[];
  cells: SensitivityCell[];
}

/** The measurements of a sensitivity run; undefined while it has none. */
export function findSensitivityMap(db: TrackingDatabase, runId: number): SensitivityMap | undefined {
  const rows = db.sqlite
    .prepare(`
      SELECT s.layer_id, l.name AS layer, s.level, s.achieved_sparsity AS achievedSparsity, s.samples, s.correct,
        s.accuracy_drop AS accuracyDrop, s.technique, s.granularity, s.split, r.name AS runName, m.id AS modelId,
        m.name AS modelName
      FROM layer_sensitivity s
      JOIN layers l ON l.id = s.layer_id
      JOIN models m ON m.id = l.model_id
      JOIN runs r ON r.id = s.run_id
      WHERE s.run_id = ? ORDER BY l.position, s.level`)
    .all(runId) as (SensitivityCell &
    Pick<SensitivityMap, 'runName' | 'modelId' | 'modelName' | 'technique' | 'granularity' | 'split'>)[];
  if (rows.length === 0) return undefined;
  const { runName, modelId, modelName, technique, granularity, split } = rows[0];
  return {
    runId,
    runName,
    modelId,
    modelName,
    technique,
    granularity,
    split,
    layers: [...new Set(rows.map((row) => row.layer))],
    levels: [...new Set(rows.map((row) => row.level))].sort((a, b) => a - b),
    cells: rows.map(({ layer, level, achievedSparsity, samples, correct, accuracyDrop }) => ({
      layer,
      level,
      achievedSparsity,
      samples,
      correct,
      accuracyDrop,
    })),
  };
}

/** Most heat maps on the page of an experiment. */
const MOST_MAPS = 8;

/** The heat maps of an experiment: the newest sensitivity run of each model, at most 8. */
export function listSensitivityMaps(db: TrackingDatabase, experimentId: number): SensitivityMap[] {
  const runIds = db.sqlite
    .prepare(`
      SELECT max(r.id) FROM runs r JOIN run_inputs i ON i.run_id = r.id
      WHERE r.experiment_id = ? AND r.method = 'sensitivity' AND r.deleted_at IS NULL AND EXISTS (SELECT 1 FROM layer_sensitivity WHERE run_id = r.id)
      GROUP BY i.model_id, json_extract(r.config, '$.granularity') ORDER BY 1 DESC LIMIT ?`)
    .pluck()
    .all(experimentId, MOST_MAPS) as number[];
  return runIds.reverse().flatMap((runId) => findSensitivityMap(db, runId) ?? []);
}
