import type { LayerStage } from '@/lib/domain/recorder';
import type { TrackingDatabase } from '../client';

/** A layer of a run, at the end of the chain of layers it came from. */
export interface RunLayer {
  runId: number;
  layerId: number;
  /** Its name in the run's own model. */
  name: string;
  /** Same for the same layer of every run: architecture and name of the layer it came from first. */
  match: string;
  rootName: string;
  rootPosition: number;
  architecture: string;
  type: string;
}

/** The last statistics of a layer's kernel in a run. */
export interface LastLayerStats {
  runId: number;
  layerId: number;
  stage: LayerStage;
  stageId: number;
  step: number;
  sparsity: number;
  count: number;
}

/** Stages at one step in the order in which a model goes through them; `sensitivity` is no state of a model. */
const STAGE_ORDER: readonly string[] = [
  'baseline',
  'trained',
  'pruned',
  'finetuned',
  'quantized',
  'distilled',
] satisfies LayerStage[];

/**
 * The kernels of the runs as each run left them: the highest step, and of that the last stage. `withHistogram` looks
 * only at moments whose distribution was kept.
 */
export function listLastKernelStats(
  db: TrackingDatabase,
  runIds: readonly number[],
  { withHistogram = false } = {},
): LastLayerStats[] {
  const histogram = withHistogram
    ? `JOIN layer_histogram_rows h ON h.run_id = s.run_id AND h.layer_id = s.layer_id
        AND h.tensor_id = s.tensor_id AND h.stage_id = s.stage_id AND h.step = s.step`
    : '';
  const rows = db.sqlite
    .prepare(`
      SELECT s.run_id AS runId, s.layer_id AS layerId, g.name AS stage, s.stage_id AS stageId, s.step, s.sparsity,
        s.value_count AS count
      FROM json_each(?) k
      JOIN layer_stat_rows s ON s.run_id = k.value AND s.tensor_id = (SELECT id FROM names WHERE name = 'kernel')
      JOIN names g ON g.id = s.stage_id AND g.name <> 'sensitivity'
      ${histogram}`)
    .all(JSON.stringify(runIds)) as LastLayerStats[];
  const last = new Map<string, LastLayerStats>();
  for (const row of rows) {
    const key = `${row.runId} ${row.layerId}`;
    const known = last.get(key);
    const isLater =
      !known ||
      row.step > known.step ||
      (row.step === known.step && STAGE_ORDER.indexOf(row.stage) > STAGE_ORDER.indexOf(known.stage));
    if (isLater) last.set(key, row);
  }
  return [...last.values()];
}

/** The same layers with the layer each came from first, through pruning, folding and renaming. */
export function resolveLayers(
  db: TrackingDatabase,
  layers: readonly { runId: number; layerId: number }[],
): RunLayer[] {
  const roots = new Map(
    (
      db.sqlite
        .prepare(`
          WITH RECURSIVE chain(layer_id, at, depth) AS (
            SELECT value, value, 0 FROM json_each(?)
            UNION ALL
            SELECT c.layer_id, l.origin_layer_id, c.depth + 1 FROM chain c JOIN layers l ON l.id = c.at
            WHERE l.origin_layer_id IS NOT NULL AND c.depth < 100
          ),
          roots(layer_id, root_id) AS (
            SELECT layer_id, at FROM (SELECT layer_id, at, max(depth) FROM chain GROUP BY layer_id)
          )
          SELECT r.layer_id AS layerId, l.name, l.type, o.name AS rootName, o.position AS rootPosition, m.architecture
          FROM roots r JOIN layers l ON l.id = r.layer_id JOIN layers o ON o.id = r.root_id
          JOIN models m ON m.id = o.model_id`)
        .all(JSON.stringify([...new Set(layers.map(({ layerId }) => layerId))])) as Omit<
        RunLayer,
        'runId' | 'match'
      >[]
    ).map((row) => [row.layerId, row]),
  );
  return layers.flatMap(({ runId, layerId }): RunLayer[] => {
    const found = roots.get(layerId);
    return found ? [{ ...found, runId, match: JSON.stringify([found.architecture, found.rootName]) }] : [];
  });
}
