import type { TrackingDatabase } from '@/db/client';
import { encodeHistogram } from '@/lib/analysis/histogram-codec';
import type { LayerStage } from '@/lib/domain/recorder';

/** A run with what it is compared by; written straight into the tables, so that every number is known. */
export interface HandMadeRun {
  name: string;
  status?: string;
  method?: string;
  createdBy?: string;
  errorMessage?: string;
  params?: Record<string, string | number>;
  /** `[last, min, max]`; a last of NaN as a metric that ended so. */
  metrics?: Record<string, [number, number, number]>;
  accuracy?: { correct: number; samples: number };
  deleted?: boolean;
}

/** Inserts the run and gives its id. */
export function addRun(db: TrackingDatabase, run: HandMadeRun): number {
  const { sqlite } = db;
  sqlite
    .prepare(
      "INSERT OR IGNORE INTO experiments (id, uid, name, created_by, created_at) VALUES (1, 'e', 'hand', 'Ada', 1)",
    )
    .run();
  const id = Number(
    sqlite
      .prepare(`
        INSERT INTO runs (uid, experiment_id, name, method, status, config, config_group, created_by, created_at,
          started_at, error_message, deleted_at)
        VALUES (lower(hex(randomblob(16))), 1, ?, ?, ?, '{}', 'g', ?, 1000, 2000, ?, ?)`)
      .run(
        run.name,
        run.method ?? 'train',
        run.status ?? 'finished',
        run.createdBy ?? 'Ada',
        run.errorMessage ?? null,
        run.deleted ? 3000 : null,
      ).lastInsertRowid,
  );
  const { correct = null, samples = null } = run.accuracy ?? {};
  sqlite
    .prepare(`
      INSERT INTO run_results (run_id, technique, test_correct, test_samples, test_accuracy)
      VALUES (?, 'baseline', ?, ?, ?)`)
    .run(id, correct, samples, correct === null || !samples ? null : correct / samples);
  for (const [key, value] of Object.entries(run.params ?? {})) {
    sqlite
      .prepare('INSERT INTO params (run_id, key, value_text, value_num) VALUES (?, ?, ?, ?)')
      .run(id, key, String(value), typeof value === 'number' ? value : null);
  }
  for (const [key, [last, min, max]] of Object.entries(run.metrics ?? {})) {
    sqlite.prepare('INSERT OR IGNORE INTO metric_keys (name) VALUES (?)').run(key);
    sqlite
      .prepare(`
        INSERT INTO run_metrics (run_id, key_id, last_value, last_is_nan, last_step, min_value, max_value, point_count)
        VALUES (?, (SELECT id FROM metric_keys WHERE name = ?), ?, ?, 10, ?, ?, 3)`)
      .run(id, key, Number.isNaN(last) ? null : last, Number(Number.isNaN(last)), min, max);
  }
  return id;
}

/** Inserts a model with layers of these names; a layer may come from another one. Gives the layers' ids. */
export function addModel(
  db: TrackingDatabase,
  runId: number,
  architecture: string,
  layers: readonly { name: string; origin?: number }[],
): number[] {
  const modelId = Number(
    db.sqlite
      .prepare(`
        INSERT INTO models (uid, name, version, owner, created_at, run_id, architecture, network, bits, parameters,
          nonzeros, sparsity, macs, float32_bytes, gzip_bytes, sparse_bytes, int8_bytes, weights_hash)
        VALUES (lower(hex(randomblob(16))), 'm' || ?, 1, 'Ada', 1, ?, ?, '{}', 32, 1, 1, 0, 1, 4, 4, 4, 1, 'h')`)
      .run(runId, runId, architecture).lastInsertRowid,
  );
  db.sqlite
    .prepare('UPDATE run_results SET model_id = ?, architecture = ? WHERE run_id = ?')
    .run(modelId, architecture, runId);
  return layers.map(({ name, origin }, position) =>
    Number(
      db.sqlite
        .prepare(`
          INSERT INTO layers (model_id, position, name, type, input_shape, output_shape, parameters, nonzeros, macs,
            origin_layer_id)
          VALUES (?, ?, ?, 'dense', '[]', '[]', 64, 64, 64, ?)`)
        .run(modelId, position, name, origin ?? null).lastInsertRowid,
    ),
  );
}

/** A layer's kernel at a moment: 64 values spread evenly over [lo, hi], and zeros besides. */
export function addKernel(
  db: TrackingDatabase,
  runId: number,
  layerId: number,
  moment: { stage: LayerStage; step: number; lo: number; hi: number; zeros?: number; hasHistogram?: boolean },
): void {
  const { stage, step, lo, hi, zeros = 0, hasHistogram = true } = moment;
  const { sqlite } = db;
  for (const name of ['kernel', stage])
    sqlite.prepare('INSERT OR IGNORE INTO names (name) VALUES (?)').run(name);
  const key = [runId, layerId, 'kernel', stage, step] as const;
  const columns = '(SELECT id FROM names WHERE name = ?), (SELECT id FROM names WHERE name = ?)';
  sqlite
    .prepare(`
      INSERT INTO layer_stat_rows (run_id, layer_id, tensor_id, stage_id, step, round, value_count, zeros, sparsity)
      VALUES (?, ?, ${columns}, ?, 0, ?, ?, ?)`)
    .run(...key, 64 + zeros, zeros, zeros / (64 + zeros));
  if (!hasHistogram) return;
  sqlite
    .prepare(`
      INSERT INTO layer_histogram_rows (run_id, layer_id, tensor_id, stage_id, step, zeros, histogram)
      VALUES (?, ?, ${columns}, ?, ?, ?)`)
    .run(...key, zeros, encodeHistogram({ lo, hi, counts: new Uint32Array(64).fill(1) }));
}
