import { decodeHistogram, STORED_HISTOGRAM_BYTES } from '@/lib/analysis/histogram-codec';
import type { LayerStage, LayerTensor } from '@/lib/domain/recorder';
import type { TrackingDatabase } from '../client';

/** A moment of a run at which layers were looked at. */
export interface LayerMoment {
  /** `round/step/stage`: the same moment in every answer about the run. */
  key: string;
  stage: LayerStage;
  step: number;
  round: number;
  /** The sparsity asked for; null where none was, or where layers had different ones. */
  targetSparsity: number | null;
}

/** A layer and how sparse it was at each moment. */
export interface LayerOutline {
  /** Id of a layer of the name; it stands for all layers of the name in the run. */
  id: number;
  name: string;
  type: string;
  kernelShape: number[] | null;
  /** Values of the tensor at the last moment. */
  count: number;
  /** Zeros / values, by moment; null where the layer was not looked at. */
  sparsities: (number | null)[];
}

/** The layers of a run by the moments at which they were looked at. */
export interface LayerOverview {
  tensor: LayerTensor;
  /** The tensors that were looked at. */
  tensors: LayerTensor[];
  /** In the order in which they happened; at most {@link MOST_MOMENTS}. */
  moments: LayerMoment[];
  /** All that are stored. */
  momentCount: number;
  /** In the order of the network. */
  layers: LayerOutline[];
}

/** Statistics of one tensor of a layer at one moment; quantiles at 1, 5, 25, 50, 75, 95 and 99 %. */
export interface LayerPoint {
  /** Key of the moment. */
  moment: string;
  count: number;
  zeros: number;
  sparsity: number;
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
  l2: number | null;
  quantiles: (number | null)[];
  nonzeroQuantiles: (number | null)[];
  /** The nonzero values in 64 equal bins over [lo, hi]. */
  histogram: { lo: number; hi: number; counts: number[] } | null;
}

/** The distribution of one layer over the moments of a run. */
export interface LayerDistribution {
  /** As in {@link LayerOutline}. */
  id: number;
  name: string;
  points: LayerPoint[];
}

/** Most moments in one answer; of more, evenly spread ones with the first and the last. */
export const MOST_MOMENTS = 240;
/** Most layers whose distributions are read at once. */
export const MOST_LAYERS = 24;

interface MomentRow extends Omit<LayerMoment, 'key'> {
  stageId: number;
}

/** Sorts moments as they happened: rounds of pruning one after the other, within a round by step. */
const MOMENT_ORDER = 's.round, s.step, s.stage_id';

/**
 * The layers, moments and sparsities of a run for one tensor: the wanted one, or the first that was looked at;
 * undefined while there are none.
 */
export function findLayerOverview(
  db: TrackingDatabase,
  runId: number,
  wanted: string,
): LayerOverview | undefined {
  const tensors = listLayerTensors(db, runId);
  const tensor = tensors.find((name) => name === wanted) ?? tensors[0];
  if (tensor === undefined) return undefined;
  const { moments, momentCount } = readMoments(db, runId, tensor);
  const places = new Map(moments.map(({ key }, index) => [key, index]));
  const rows = db.sqlite
    .prepare(`
      SELECT l.id, l.name, l.type, l.kernel_shape AS kernelShape, g.name AS stage, s.step, s.round,
        s.value_count AS count, s.sparsity
      FROM layer_stat_rows s JOIN layers l ON l.id = s.layer_id JOIN names g ON g.id = s.stage_id
      WHERE s.run_id = ? AND s.tensor_id = (SELECT id FROM names WHERE name = ?)
      ORDER BY l.position, l.id, ${MOMENT_ORDER}`)
    .all(runId, tensor) as (Pick<LayerOutline, 'id' | 'name' | 'type' | 'count'> &
    Pick<LayerMoment, 'stage' | 'step' | 'round'> & { kernelShape: string | null; sparsity: number })[];
  const layers = new Map<string, LayerOutline>();
  for (const { id, name, type, kernelShape, count, sparsity, ...moment } of rows) {
    const layer: LayerOutline = layers.get(name) ?? {
      id,
      name,
      type,
      kernelShape: kernelShape === null ? null : JSON.parse(kernelShape),
      count,
      sparsities: moments.map(() => null),
    };
    layers.set(name, layer);
    layer.count = count;
    const place = places.get(momentKey(moment));
    if (place !== undefined) layer.sparsities[place] = sparsity;
  }
  return { tensor, tensors, moments, momentCount, layers: [...layers.values()] };
}

/** The distributions of layers, at most {@link MOST_LAYERS} of them, at the moments of {@link findLayerOverview}. */
export function listLayerDistributions(
  db: TrackingDatabase,
  runId: number,
  tensor: string,
  layerIds: readonly number[],
): LayerDistribution[] {
  const { moments } = readMoments(db, runId, tensor);
  const shown = new Set(moments.map(({ key }) => key));
  const rows = db.sqlite
    .prepare(`
      SELECT l.id, l.name, g.name AS stage, s.step, s.round, s.value_count AS count, s.zeros, s.sparsity, s.mean, s.std,
        s.min_value AS min, s.max_value AS max, s.l2, json_array(s.q01, s.q05, s.q25, s.q50, s.q75, s.q95, s.q99) AS quantiles,
        json_array(s.nz_q01, s.nz_q05, s.nz_q25, s.nz_q50, s.nz_q75, s.nz_q95, s.nz_q99) AS nonzeroQuantiles, h.histogram
      FROM layer_stat_rows s
      JOIN layers l ON l.id = s.layer_id
      JOIN names g ON g.id = s.stage_id
      LEFT JOIN layer_histogram_rows h ON h.run_id = s.run_id AND h.layer_id = s.layer_id AND h.tensor_id = s.tensor_id
        AND h.stage_id = s.stage_id AND h.step = s.step
      WHERE s.run_id = ? AND s.tensor_id = (SELECT id FROM names WHERE name = ?)
        AND l.name IN (SELECT name FROM layers WHERE id IN (SELECT value FROM json_each(?)))
      ORDER BY l.position, l.id, ${MOMENT_ORDER}`)
    .iterate(runId, tensor, JSON.stringify(layerIds.slice(0, MOST_LAYERS))) as IterableIterator<PointRow>;
  const layers = new Map<string, LayerDistribution>();
  for (const { id, name, stage, step, round, histogram, quantiles, nonzeroQuantiles, ...point } of rows) {
    const moment = momentKey({ stage, step, round });
    if (!shown.has(moment)) continue;
    const layer: LayerDistribution = layers.get(name) ?? { id, name, points: [] };
    layers.set(name, layer);
    layer.points.push({
      moment,
      ...point,
      quantiles: JSON.parse(quantiles),
      nonzeroQuantiles: JSON.parse(nonzeroQuantiles),
      histogram: readHistogram(histogram),
    });
  }
  return [...layers.values()];
}

interface PointRow
  extends Omit<LayerPoint, 'moment' | 'quantiles' | 'nonzeroQuantiles' | 'histogram'>,
    Pick<LayerMoment, 'stage' | 'step' | 'round'> {
  id: number;
  name: string;
  quantiles: string;
  nonzeroQuantiles: string;
  histogram: Buffer | null;
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

function readMoments(
  db: TrackingDatabase,
  runId: number,
  tensor: string,
): { moments: LayerMoment[]; momentCount: number } {
  const rows = db.sqlite
    .prepare(`
      SELECT g.name AS stage, s.step, s.round, s.stage_id AS stageId,
        CASE WHEN min(s.target_sparsity) = max(s.target_sparsity) THEN min(s.target_sparsity) END AS targetSparsity
      FROM layer_stat_rows s JOIN names g ON g.id = s.stage_id
      WHERE s.run_id = ? AND s.tensor_id = (SELECT id FROM names WHERE name = ?)
      GROUP BY ${MOMENT_ORDER} ORDER BY ${MOMENT_ORDER}`)
    .all(runId, tensor) as MomentRow[];
  const moments = evenly(rows, MOST_MOMENTS).map(({ stageId: _, ...moment }) => ({
    key: momentKey(moment),
    ...moment,
  }));
  return { moments, momentCount: rows.length };
}

function momentKey({ round, step, stage }: Pick<LayerMoment, 'round' | 'step' | 'stage'>): string {
  return `${round}/${step}/${stage}`;
}

/** `most` of the items, evenly spread, with the first and the last; all when there are no more. */
function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))],
  );
}

/** Bytes of another length come from no version of the recorder and are shown as no histogram. */
function readHistogram(bytes: Buffer | null): LayerPoint['histogram'] {
  if (bytes?.length !== STORED_HISTOGRAM_BYTES) return null;
  const { lo, hi, counts } = decodeHistogram(bytes);
  return { lo, hi, counts: Array.from(counts) };
}
