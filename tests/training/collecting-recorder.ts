import { createHash } from 'node:crypto';
import type {
  ArtifactRecord,
  BenchmarkRecord,
  CalibrationRecord,
  EvaluationRecord,
  LayerStatsRecord,
  ModelRecord,
  QuantizerRecord,
  RunRecorder,
  SensitivityRecord,
  StoredModel,
} from '@/lib/domain/recorder';

/** Keeps in memory what a method reports. Layer ids count up over all models, as a database's do. */
export class CollectingRecorder implements RunRecorder {
  readonly metrics: { key: string; step: number; value: number }[] = [];
  readonly logs: { level: string; message: string }[] = [];
  readonly stats: LayerStatsRecord[] = [];
  readonly sensitivities: SensitivityRecord[] = [];
  readonly models: { record: ModelRecord; stored: StoredModel }[] = [];
  readonly evaluations: EvaluationRecord[] = [];
  readonly benchmarks: BenchmarkRecord[] = [];
  readonly calibrations: { record: CalibrationRecord; quantizers: readonly QuantizerRecord[] }[] = [];
  readonly artifacts: ArtifactRecord[] = [];
  readonly checkpoints: { step: number; epoch: number; bytes: Uint8Array }[] = [];
  readonly phases: { done: number; total: number; phase: string }[] = [];
  output: number | undefined;
  heartbeats = 0;
  private layers = 100;

  /** @param onHeartbeat May throw, as the real recorder does when a run is cancelled. */
  constructor(private readonly onHeartbeat: (count: number) => void = () => {}) {}

  progress(done: number, total: number, phase: string): void {
    this.phases.push({ done, total, phase });
  }
  metric(key: string, step: number, value: number): void {
    this.metrics.push({ key, step, value });
  }
  log(level: 'info' | 'warning' | 'error', message: string): void {
    this.logs.push({ level, message });
  }
  layerStats(record: LayerStatsRecord): void {
    this.stats.push(record);
  }
  sensitivity(record: SensitivityRecord): void {
    this.sensitivities.push(record);
  }
  model(record: ModelRecord): StoredModel {
    const layerIds = new Map(record.layers.map(({ name }) => [name, this.layers++]));
    const stored = { modelId: this.models.length + 1, layerIds };
    this.models.push({ record, stored });
    return stored;
  }
  outputModel(modelId: number): void {
    this.output = modelId;
  }
  evaluation(record: EvaluationRecord): void {
    this.evaluations.push(record);
  }
  benchmark(record: BenchmarkRecord): void {
    this.benchmarks.push(record);
  }
  calibration(record: CalibrationRecord, quantizers: readonly QuantizerRecord[]): void {
    this.calibrations.push({ record, quantizers });
  }
  artifact(record: ArtifactRecord): string {
    this.artifacts.push(record);
    return createHash('sha256').update(record.bytes).digest('hex');
  }
  checkpoint(step: number, epoch: number, bytes: Uint8Array): void {
    this.checkpoints.push({ step, epoch, bytes });
  }
  heartbeat(): void {
    this.heartbeats++;
    this.onHeartbeat(this.heartbeats);
  }
  flush(): void {}

  /** The values of a metric in the order in which they came. */
  values(key: string): number[] {
    return this.metrics.filter((metric) => metric.key === key).map(({ value }) => value);
  }
}
