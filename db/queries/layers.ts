import { decodeHistogram } from '@/lib/analysis/histogram-codec';
import type { LayerStage, LayerTensor } from '@/lib/domain/recorder';
import type { TrackingDatabase } from '../client';

/** Statistics of one tensor of a layer at one moment of a run. */
export interface LayerStatsRow {
  layerId: number;
  modelId: number;
  modelName: string;
  layer: string;
  type: string;
  kernelShape: string | null;
  macs: number;
  tensor: LayerTensor;
  stage: LayerStage;
  step: number;
  round: number;
  targetSparsity: number | null;
  count: number;
  zeros: number;
  sparsity: number;
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
  q05: number | null;
  q50: number | null;
  q95: number | null;
  /** The nonzero values in 64 equal bins over [lo, hi]. */
  histogram: { lo: number; hi: number; counts: number[] } | null;
}

/** More rows than this are not shown on one page. */
const MOST_ROWS = 2_000;

/** Layer statistics of a run with their histograms, layers in the order of the network, each in the order of its stages. */
export function listLayerStats(db: TrackingDatabase, runId: number, tensor: LayerTensor): LayerStatsRow[] {
  const rows = db.sqlite
    .prepare(`
      SELECT s.layer_id AS layerId, m.id AS modelId, m.name AS modelName, l.name AS layer, l.type,
        l.kernel_shape AS kernelShape, l.macs, t.name AS tensor, g.name AS stage, s.step, s.round,
        s.target_sparsity AS targetSparsity, s.value_count AS count, s.zeros, s.sparsity, s.mean, s.std,
        s.min_value AS min, s.max_value AS max, s.q05, s.q50, s.q95, h.histogram
      FROM layer_stat_rows s
      JOIN layers l ON l.id = s.layer_id
      JOIN models m ON m.id = l.model_id
      JOIN names t ON t.id = s.tensor_id
      JOIN names g ON g.id = s.stage_id
      LEFT JOIN layer_histogram_rows h ON h.run_id = s.run_id AND h.layer_id = s.layer_id AND h.tensor_id = s.tensor_id
        AND h.stage_id = s.stage_id AND h.step = s.step
      WHERE s.run_id = ? AND t.name = ?
      ORDER BY l.position, s.step, s.stage_id LIMIT ?`)
    .all(runId, tensor, MOST_ROWS) as (Omit<LayerStatsRow, 'histogram'> & { histogram: Buffer | null })[];
  return rows.map(({ histogram, ...row }) => ({ ...row, histogram: histogram && readHistogram(histogram) }));
}

/** The tensors of which a run has statistics. */
export function listLayerTensors(db: TrackingDatabase, runId: number): LayerTensor[] {
  return db.sqlite
    .prepare(
      'SELECT name FROM names WHERE id IN (SELECT DISTINCT tensor_id FROM layer_stat_rows WHERE run_id = ?) ORDER BY id',
    )
    .pluck()
    .all(runId) as LayerTensor[];
}

function readHistogram(bytes: Buffer): { lo: number; hi: number; counts: number[] } {
  const { lo, hi, counts } = decodeHistogram(bytes);
  return { lo, hi, counts: Array.from(counts) };
}
