import type Database from 'better-sqlite3';
import { encodeHistogram } from '@/lib/analysis/histogram-codec';
import { type LayerStatistics, layerStatistics } from '@/lib/analysis/layer-statistics';
import { createRandom } from '@/lib/data/random';
import type { SeedNetwork, SeedTensor } from './networks';

/** Optimizer steps between two moments at which layers are described. */
export const STEPS_PER_SLOT = 860;
/** Levels of every generated sensitivity run. */
export const SENSITIVITY_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

const SAMPLE = 2_048;
const VALUES = [
  'value_count, zeros, sparsity, mean, std, min_value, max_value, l1, l2, q01, q05, q25, q50, q75, q95, q99',
  'nz_q01, nz_q05, nz_q25, nz_q50, nz_q75, nz_q95, nz_q99',
].join(', ');
/** Columns that grow with the weights. */
const SCALED = VALUES.split(', ').slice(3);

/**
 * Statistics of layers that runs of one kind share, in the temporary table `seed_stats`. A run takes the rows of
 * its kind with a slot below its own count (slot 0 is the last moment of the run) and scales them by its own factor,
 * so that mean, quantiles and norms still belong together.
 */
export class LayerTemplates {
  readonly #insert: Database.Statement;
  readonly #nameIds: Map<string, number>;
  readonly #kinds = new Map<string, number>();
  readonly #unit = new Map<string, LayerStatistics>();
  readonly #sample: Float32Array;

  constructor(sqlite: Database.Database) {
    sqlite.exec(`
      CREATE TEMP TABLE seed_stats (kind INTEGER, position INTEGER, tensor_id INTEGER, stage_id INTEGER, slot INTEGER,
        round INTEGER, target_sparsity REAL, ${VALUES}, histogram BLOB,
        PRIMARY KEY (kind, position, tensor_id, stage_id, slot)) WITHOUT ROWID`);
    const columns = `kind, position, tensor_id, stage_id, slot, round, target_sparsity, ${VALUES}, histogram`;
    const marks = columns.split(',').map(() => '?');
    this.#insert = sqlite.prepare(`INSERT INTO seed_stats (${columns}) VALUES (${marks.join(', ')})`);
    this.#nameIds = new Map(sqlite.prepare('SELECT name, id FROM names').raw().all() as [string, number][]);
    const random = createRandom(1, 'seed weights');
    this.#sample = Float32Array.from({ length: SAMPLE }, () => random.normal());
  }

  /** Number of the kind of a training, pruning, quantizing or distilling run, made when it is new. */
  kind(network: SeedNetwork, stage: string, sparsity: number, slots: number): number {
    return this.#make(`${network.architecture.name} ${network.dataset} ${stage} ${sparsity}`, (id) => {
      for (let slot = 0; slot < slots; slot++) {
        const isPruned = stage === 'finetuned' && slot % 2 === 1;
        // Rounds of pruning get sparser towards the end of a run.
        const reached = sparsity * Math.max(0.1, 1 - 0.12 * Math.floor(slot / 2));
        const round = stage === 'finetuned' ? 1 : 0; // the run's own count of slots decides which
        for (const tensor of network.tensors) {
          const own = tensor.tensor === 'kernel' ? reached : 0;
          const target = stage === 'finetuned' ? reached : null;
          this.#row(id, tensor, isPruned ? 'pruned' : stage, slot, round, target, own, 1 - 0.004 * slot);
        }
      }
    });
  }

  /** Number of the kind of a sensitivity run; its slots are the levels. */
  sensitivityKind(network: SeedNetwork): number {
    return this.#make(`${network.architecture.name} ${network.dataset} sensitivity`, (id) => {
      SENSITIVITY_LEVELS.forEach((level, slot) => {
        for (const tensor of network.tensors) {
          if (tensor.tensor === 'kernel') this.#row(id, tensor, 'sensitivity', slot, 0, level, level, 1);
        }
      });
    });
  }

  #make(name: string, fill: (id: number) => void): number {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const id = this.#kinds.size + 1;
    this.#kinds.set(name, id);
    fill(id);
    return id;
  }

  #row(
    kind: number,
    tensor: SeedTensor,
    stage: string,
    slot: number,
    round: number,
    target: number | null,
    sparsity: number,
    drift: number,
  ): void {
    const unit = this.#unitStatistics(sparsity, tensor.isRectified);
    const scale = tensor.std * drift;
    const zeros = Math.round(unit.sparsity * tensor.count);
    const share = tensor.count / SAMPLE;
    const [tensorId, stageId] = [this.#nameIds.get(tensor.tensor), this.#nameIds.get(stage)];
    this.#insert.run(
      ...[kind, tensor.position, tensorId, stageId, slot, round, target, tensor.count, zeros],
      zeros / tensor.count,
      ...[unit.mean, unit.std, unit.min, unit.max].map((value) => value * scale),
      unit.l1 * scale * share,
      unit.l2 * scale * Math.sqrt(share),
      ...unit.quantiles.map((value) => value * scale),
      ...(unit.nonzeroQuantiles ?? []).map((value) => value * scale),
      encodeHistogram({
        lo: unit.histogram.lo * scale,
        hi: unit.histogram.hi * scale,
        counts: spread(unit.histogram.counts, tensor.count - zeros),
      }),
    );
  }

  /** Statistics of normal values, rectified, then pruned by magnitude. */
  #unitStatistics(sparsity: number, isRectified: boolean): LayerStatistics {
    const key = `${sparsity} ${isRectified}`;
    const known = this.#unit.get(key);
    if (known) return known;
    const magnitudes = Float32Array.from(this.#sample, Math.abs).sort();
    const cut = magnitudes[Math.floor(sparsity * SAMPLE)];
    const statistics = layerStatistics(
      this.#sample.map((value) => (Math.abs(value) < cut || (isRectified && value < 0) ? 0 : value)),
    );
    this.#unit.set(key, statistics);
    return statistics;
  }
}

/** Counts scaled to a total of `total`, rounded so that they still sum up to it. */
function spread(counts: Uint32Array, total: number): Uint32Array {
  const sum = counts.reduce((result, count) => result + count, 0);
  let seen = 0;
  let given = 0;
  return counts.map((count) => {
    seen += count;
    const before = given;
    given = Math.round((seen / sum) * total);
    return given - before;
  });
}

/** Writes the rows of `layer_stat_rows` and `layer_histogram_rows` for all runs in `seed_runs`. */
export function expandLayerTemplates(sqlite: Database.Database): { stats: number; histograms: number } {
  const sensitivityId = sqlite.prepare("SELECT id FROM names WHERE name = 'sensitivity'").pluck().get();
  const place = `r.id, r.first_layer_id + t.position, t.tensor_id, t.stage_id,
    CASE t.stage_id WHEN ${sensitivityId} THEN t.slot ELSE (r.slots - 1 - t.slot) * ${STEPS_PER_SLOT} END`;
  const from = 'FROM seed_runs r CROSS JOIN seed_stats t ON t.kind = r.stats_kind AND t.slot < r.slots';
  const round = 'CASE t.round WHEN 0 THEN 0 ELSE (r.slots - t.slot + 1) / 2 END';
  const scaled = SCALED.map((column) => `t.${column} * r.stats_scale`).join(', ');
  const stats = sqlite
    .prepare(
      `INSERT INTO layer_stat_rows SELECT ${place}, ${round}, t.target_sparsity, t.value_count, t.zeros, t.sparsity, ${scaled} ${from}`,
    )
    .run().changes;
  const histograms = sqlite
    .prepare(
      `INSERT INTO layer_histogram_rows SELECT ${place}, t.zeros, t.histogram ${from} WHERE r.stats_scale = 1`,
    )
    .run().changes;
  return { stats, histograms };
}
