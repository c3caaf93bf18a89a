import type Database from 'better-sqlite3';
import { encodeHistogram } from '@/lib/analysis/histogram-codec';
import { AppError } from '@/lib/domain/errors';
import type {
  ArtifactRecord,
  BenchmarkRecord,
  CalibrationRecord,
  EvaluationRecord,
  LayerStatsRecord,
  QuantizerRecord,
  SensitivityRecord,
} from '@/lib/domain/recorder';
import { logLine } from './run-outcome';
import type { RunClaim } from './run-queue';

const STAT_COLUMNS = [
  'run_id, layer_id, tensor_id, stage_id, step, round, target_sparsity, value_count, zeros, sparsity',
  'mean, std, min_value, max_value, l1, l2, q01, q05, q25, q50, q75, q95, q99',
  'nz_q01, nz_q05, nz_q25, nz_q50, nz_q75, nz_q95, nz_q99',
].join(', ');
const STAT_COUNT = STAT_COLUMNS.split(',').length;
const NO_QUANTILES = [null, null, null, null, null, null, null];

/** The inserts of a recorder, prepared once; each runs inside the recorder's transaction. */
export class RecordStatements {
  readonly #sqlite: Database.Database;
  readonly #claim: RunClaim;
  readonly #context: { datasetId: number | null; deviceId: number | null };
  readonly #nameIds: Map<string, number>;
  readonly #insertStats: Database.Statement;
  readonly #insertHistogram: Database.Statement;
  readonly #insertSensitivity: Database.Statement;
  readonly #upsertRollup: Database.Statement;
  readonly #insertQuantizer: Database.Statement;

  constructor(
    sqlite: Database.Database,
    claim: RunClaim,
    context: { datasetId: number | null; deviceId: number | null },
  ) {
    this.#sqlite = sqlite;
    this.#claim = claim;
    this.#context = context;
    this.#nameIds = new Map(sqlite.prepare('SELECT name, id FROM names').raw().all() as [string, number][]);
    // A resumed run measures again what its earlier attempt measured at the same step.
    this.#insertStats = sqlite.prepare(
      `INSERT OR REPLACE INTO layer_stat_rows (${STAT_COLUMNS}) VALUES (${Array(STAT_COUNT).fill('?').join(', ')})`,
    );
    this.#insertHistogram = sqlite.prepare(`
      INSERT OR REPLACE INTO layer_histogram_rows (run_id, layer_id, tensor_id, stage_id, step, zeros, histogram)
      VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#insertSensitivity = sqlite.prepare(`
      INSERT INTO layer_sensitivity (run_id, layer_id, technique, tensor, granularity, level, achieved_sparsity,
        coupled_group, split, samples, correct, accuracy, loss, accuracy_drop)
      SELECT ?, l.id, ?, ?, ?, ?, ?, l.coupled_group, ?, ?, ?, ?, ?, ? FROM layers l WHERE l.id = ?`);
    this.#upsertRollup = sqlite.prepare(`
      INSERT INTO sensitivity_rollup (architecture, layer_name, technique, granularity, level, measurements, drop_sum, drop_max)
      SELECT m.architecture, l.name, ?, ?, ?, 1, ?, ? FROM layers l JOIN models m ON m.id = l.model_id WHERE l.id = ?
      ON CONFLICT (architecture, layer_name, technique, granularity, level) DO UPDATE SET
        measurements = measurements + 1, drop_sum = drop_sum + excluded.drop_sum, drop_max = max(drop_max, excluded.drop_max)`);
    this.#insertQuantizer = sqlite.prepare(`
      INSERT INTO quantizers (calibration_id, layer_id, tensor, channel, bits, scheme, scale, zero_point, quant_min,
        quant_max, range_min, range_max, clipped_fraction, sqnr_db)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  log(level: string, message: string, loggedAt: number): void {
    logLine(this.#sqlite, this.#claim.runId, level, message, loggedAt);
  }

  layerStats({ layerId, tensor, stage, step, round, targetSparsity, statistics }: LayerStatsRecord): void {
    const s = statistics;
    const place = [this.#claim.runId, layerId, this.#nameId(tensor), this.#nameId(stage), step];
    this.#insertStats.run(
      ...place,
      round,
      targetSparsity,
      s.count,
      s.zeros,
      s.count === 0 ? 0 : s.zeros / s.count,
      s.mean,
      s.std,
      s.min,
      s.max,
      s.l1,
      s.l2,
      ...s.quantiles,
      ...(s.nonzeroQuantiles ?? NO_QUANTILES),
    );
    this.#insertHistogram.run(...place, s.zeros, encodeHistogram(s.histogram));
  }

  sensitivity(record: SensitivityRecord): void {
    const { technique, granularity, level, accuracyDrop, layerId } = record;
    this.#insertSensitivity.run(
      this.#claim.runId,
      technique,
      record.tensor,
      granularity,
      level,
      record.achievedSparsity,
      record.split,
      record.samples,
      record.correct,
      record.correct / record.samples,
      record.loss,
      accuracyDrop,
      layerId,
    );
    this.#upsertRollup.run(technique, granularity, level, accuracyDrop, accuracyDrop, layerId);
  }

  evaluation(record: EvaluationRecord): void {
    const { samples, correct, top5Correct } = record;
    const { lastInsertRowid } = this.#sqlite
      .prepare(`
        INSERT INTO evaluations (model_id, run_id, dataset_id, split, engine, samples, correct, top1, top5, loss, evaluated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        record.modelId,
        this.#claim.runId,
        this.#context.datasetId,
        record.split,
        record.engine,
        samples,
        correct,
        correct / samples,
        top5Correct === null ? null : top5Correct / samples,
        record.loss,
        Date.now(),
      );
    const insertClass = this.#sqlite.prepare(
      'INSERT INTO class_metrics (evaluation_id, class_index, samples, correct) VALUES (?, ?, ?, ?)',
    );
    record.byClass.forEach((entry, index) => {
      insertClass.run(lastInsertRowid, index, entry.samples, entry.correct);
    });
  }

  benchmark(record: BenchmarkRecord): void {
    this.#sqlite
      .prepare(`
        INSERT INTO benchmarks (model_id, run_id, device_id, engine, precision, batch_size, threads, latency_p50_ms,
          latency_p95_ms, throughput, repeats, warmup, measured_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        record.modelId,
        this.#claim.runId,
        this.#context.deviceId,
        record.engine,
        record.precision,
        record.batchSize,
        record.threads,
        record.latencyP50Ms,
        record.latencyP95Ms,
        record.throughput,
        record.repeats,
        record.warmup,
        Date.now(),
      );
  }

  calibration(record: CalibrationRecord, quantizers: readonly QuantizerRecord[]): void {
    const { lastInsertRowid } = this.#sqlite
      .prepare(`
        INSERT INTO calibrations (run_id, model_id, dataset_id, split, samples, batches, sample_hash, method, parameters)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        this.#claim.runId,
        record.modelId,
        this.#context.datasetId,
        record.split,
        record.samples,
        record.batches,
        record.sampleHash,
        record.method,
        JSON.stringify(record.parameters),
      );
    for (const q of quantizers) {
      this.#insertQuantizer.run(
        lastInsertRowid,
        q.layerId,
        q.tensor,
        q.channel ?? -1,
        q.bits,
        q.scheme,
        q.scale,
        q.zeroPoint,
        q.quantMin,
        q.quantMax,
        q.rangeMin,
        q.rangeMax,
        q.clippedFraction,
        q.sqnrDb,
      );
    }
  }

  outputModel(modelId: number): void {
    this.#sqlite.prepare('UPDATE runs SET output_model_id = ? WHERE id = ?').run(modelId, this.#claim.runId);
  }

  artifact(record: ArtifactRecord, sha256: string): void {
    this.#sqlite
      // A resumed run leaves anew what its earlier attempt left under the same path.
      .prepare(`
        INSERT INTO artifacts (run_id, path, sha256, size_bytes, media_type, created_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (run_id, path) DO UPDATE SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
          media_type = excluded.media_type, created_at = excluded.created_at`)
      .run(this.#claim.runId, record.path, sha256, record.bytes.length, record.mediaType, Date.now());
  }

  /** Replaces the run's checkpoint and gives the hash of the one before. */
  checkpoint(step: number, epoch: number, sha256: string, sizeBytes: number): string | undefined {
    const { runId, attempt } = this.#claim;
    const before = this.#sqlite.prepare('SELECT sha256 FROM checkpoints WHERE run_id = ?').pluck().get(runId);
    this.#sqlite
      .prepare(`
        INSERT OR REPLACE INTO checkpoints (run_id, attempt, step, epoch, sha256, size_bytes, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`)
      .run(runId, attempt, step, epoch, sha256, sizeBytes, Date.now());
    return before as string | undefined;
  }

  #nameId(name: string): number {
    const id = this.#nameIds.get(name);
    if (id === undefined)
      throw new AppError(
        'internal',
        `Recording layer statistics: the name "${name}" is not in the table names.`,
      );
    return id;
  }
}
