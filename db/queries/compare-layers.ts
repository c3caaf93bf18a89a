import { wasserstein } from '@/lib/analysis/distribution-distance';
import { decodeHistogram } from '@/lib/analysis/histogram-codec';
import type { TrackingDatabase } from '../client';
import { type LastLayerStats, listLastKernelStats, type RunLayer, resolveLayers } from './compare-layer-rows';

/** What is compared layer by layer. */
export const LAYER_QUANTITIES = ['sparsity', 'wasserstein', 'drop'] as const;
export type LayerQuantity = (typeof LAYER_QUANTITIES)[number];

/** A level at which sensitivity was measured, in how many of the runs. */
export interface SensitivityLevel {
  technique: 'prune' | 'quantize';
  level: number;
  runs: number;
}

/** One layer in one run: its value, and what it is called there when that is another name. */
export interface LayerCell {
  value: number;
  name: string;
  /** Stage and step of the statistics; the granularity and images of a sensitivity measurement. */
  detail: string;
}

/** A layer over all runs. */
export interface ComparedLayer {
  name: string;
  architecture: string;
  type: string;
  /** By run; null where the run's network has no such layer or it was not measured. */
  cells: (LayerCell | null)[];
}

/** Layers over runs. */
export interface LayerComparison {
  quantity: LayerQuantity;
  layers: ComparedLayer[];
  /** Levels of sensitivity that the runs measured; empty when none of them did. */
  levels: SensitivityLevel[];
  /** The level shown, for quantity `drop`. */
  level: SensitivityLevel | null;
  /** The run distances are measured from, for quantity `wasserstein`; null when it recorded no histogram. */
  baseRunId: number | null;
}

/** Settings of a comparison by layer. */
export interface LayerQuery {
  quantity: LayerQuantity;
  /** The run that distances are measured from. */
  baseRunId: number;
  /** Sensitivity level as `prune:0.9`; the one most runs measured when left out or not there. */
  level?: string;
}

/** The layers of the runs beside each other, in the order of the networks. */
export function compareLayers(
  db: TrackingDatabase,
  runIds: readonly number[],
  query: LayerQuery,
): LayerComparison {
  const levels = listSensitivityLevels(db, runIds);
  if (query.quantity === 'drop') {
    const level =
      levels.find((one) => `${one.technique}:${one.level}` === query.level) ?? mostMeasured(levels);
    const found = level ? readDrops(db, runIds, level) : [];
    return { quantity: 'drop', layers: arrange(db, runIds, found), levels, level, baseRunId: null };
  }
  if (query.quantity === 'sparsity') {
    const found = listLastKernelStats(db, runIds).map((row) => ({
      ...row,
      value: row.sparsity,
      detail: detailOf(row),
    }));
    return { quantity: 'sparsity', layers: arrange(db, runIds, found), levels, level: null, baseRunId: null };
  }
  const found = distances(db, listLastKernelStats(db, runIds, { withHistogram: true }), query.baseRunId);
  return {
    quantity: 'wasserstein',
    layers: arrange(db, runIds, found),
    levels,
    level: null,
    baseRunId: found.length > 0 ? query.baseRunId : null,
  };
}

interface FoundValue {
  runId: number;
  layerId: number;
  value: number;
  detail: string;
}

function detailOf({ stage, step }: LastLayerStats): string {
  return `${stage}:${step}`;
}

function arrange(
  db: TrackingDatabase,
  runIds: readonly number[],
  found: readonly FoundValue[],
): ComparedLayer[] {
  const place = new Map(runIds.map((id, index) => [id, index]));
  const values = new Map(found.map((one) => [`${one.runId} ${one.layerId}`, one]));
  const rows = new Map<string, ComparedLayer & { position: number; first: number }>();
  for (const layer of resolveLayers(db, found)) {
    const { value, detail } = values.get(`${layer.runId} ${layer.layerId}`) as FoundValue;
    const run = place.get(layer.runId) ?? 0;
    const row = rows.get(layer.match) ?? newRow(layer, runIds.length);
    row.position = Math.min(row.position, layer.rootPosition);
    row.first = Math.min(row.first, run);
    row.cells[run] = { value, name: layer.name, detail };
    rows.set(layer.match, row);
  }
  const firstOf = new Map<string, number>();
  for (const { architecture, first } of rows.values()) {
    firstOf.set(architecture, Math.min(first, firstOf.get(architecture) ?? first));
  }
  const order = (row: ComparedLayer) => firstOf.get(row.architecture) ?? 0;
  return [...rows.values()]
    .sort((a, b) => order(a) - order(b) || a.position - b.position || (a.name < b.name ? -1 : 1))
    .map(({ name, architecture, type, cells }) => ({ name, architecture, type, cells }));
}

function newRow(layer: RunLayer, runs: number): ComparedLayer & { position: number; first: number } {
  const { rootName: name, architecture, type } = layer;
  return {
    name,
    architecture,
    type,
    cells: new Array<LayerCell | null>(runs).fill(null),
    position: layer.rootPosition,
    first: runs,
  };
}

/** Wasserstein distance of each kernel from the same layer's in the base run, where both have a histogram. */
function distances(db: TrackingDatabase, stats: readonly LastLayerStats[], baseRunId: number): FoundValue[] {
  const read = db.sqlite.prepare(`
    SELECT zeros, histogram FROM layer_histogram_rows
    WHERE run_id = ? AND layer_id = ? AND tensor_id = (SELECT id FROM names WHERE name = 'kernel')
      AND stage_id = ? AND step = ?`);
  const distributionOf = ({ runId, layerId, stageId, step }: LastLayerStats) => {
    const row = read.get(runId, layerId, stageId, step) as { zeros: number; histogram: Buffer } | undefined;
    return row && { zeros: row.zeros, ...decodeHistogram(row.histogram) };
  };
  const matches = new Map(
    resolveLayers(db, stats).map(({ runId, layerId, match }) => [`${runId} ${layerId}`, match]),
  );
  const matchOf = ({ runId, layerId }: LastLayerStats) => matches.get(`${runId} ${layerId}`) ?? '';
  const base = new Map(
    stats
      .filter(({ runId, count }) => runId === baseRunId && count > 0)
      .map((row) => [matchOf(row), distributionOf(row)]),
  );
  return stats.flatMap((row): FoundValue[] => {
    const from = base.get(matchOf(row));
    const to = from && row.count > 0 && distributionOf(row);
    if (!from || !to) return [];
    return [{ runId: row.runId, layerId: row.layerId, value: wasserstein(from, to), detail: detailOf(row) }];
  });
}

function listSensitivityLevels(db: TrackingDatabase, runIds: readonly number[]): SensitivityLevel[] {
  return db.sqlite
    .prepare(`
      SELECT s.technique, s.level, count(DISTINCT s.run_id) AS runs
      FROM json_each(?) k JOIN layer_sensitivity s ON s.run_id = k.value
      GROUP BY s.technique, s.level ORDER BY s.technique, s.level`)
    .all(JSON.stringify(runIds)) as SensitivityLevel[];
}

/** The level of most runs; of several the highest sparsity, where layers differ most. */
function mostMeasured(levels: readonly SensitivityLevel[]): SensitivityLevel | null {
  return levels.reduce<SensitivityLevel | null>(
    (best, one) => (best === null || one.runs >= best.runs ? one : best),
    null,
  );
}

function readDrops(
  db: TrackingDatabase,
  runIds: readonly number[],
  { technique, level }: SensitivityLevel,
): FoundValue[] {
  return db.sqlite
    .prepare(`
      SELECT s.run_id AS runId, s.layer_id AS layerId, s.accuracy_drop AS value,
        s.granularity || ':' || s.correct || ':' || s.samples AS detail
      FROM json_each(?) k JOIN layer_sensitivity s ON s.run_id = k.value AND s.technique = ? AND s.level = ?`)
    .all(JSON.stringify(runIds), technique, level) as FoundValue[];
}
