import type { ModelQuantization, Network } from './network';

/** Where in its life a model was looked at. */
export type LayerStage =
  | 'baseline'
  | 'trained'
  | 'pruned'
  | 'finetuned'
  | 'quantized'
  | 'distilled'
  | 'sensitivity';
/** A tensor of a layer. */
export type LayerTensor = 'kernel' | 'bias' | 'activation';
/** Part of a data set. */
export type Split = 'train' | 'validation' | 'test';
/** `float`: float32 kernels; `simulated`: float32 kernels on fake-quantized values; `integer`: integer kernels. */
export type Engine = 'float' | 'simulated' | 'integer';

/** Statistics of one tensor of a layer; quantiles at 1, 5, 25, 50, 75, 95 and 99 %, null where nothing is counted. */
export interface TensorStatistics {
  count: number;
  zeros: number;
  mean: number;
  std: number;
  min: number;
  max: number;
  l1: number;
  l2: number;
  /** Quantiles of all values. */
  quantiles: number[];
  /** Quantiles of the nonzero values; null when every value is zero. */
  nonzeroQuantiles: number[] | null;
  /** 64 equal bins over [lo, hi] of the nonzero values. */
  histogram: { lo: number; hi: number; counts: Uint32Array };
}

/** Statistics of a layer's tensor at one moment of a run. */
export interface LayerStatsRecord {
  layerId: number;
  tensor: LayerTensor;
  stage: LayerStage;
  /** Optimizer steps of the run so far; for stage `sensitivity`, the position of the level. */
  step: number;
  /** Round of iterative pruning, from 1; 0 outside of it. */
  round: number;
  /** The sparsity asked for, or null where none was. */
  targetSparsity: number | null;
  statistics: TensorStatistics;
}

/** What happened to a model when one layer alone was compressed. */
export interface SensitivityRecord {
  layerId: number;
  technique: 'prune' | 'quantize';
  tensor: LayerTensor;
  granularity: string;
  /** Sparsity in [0, 1] for `prune`, bits for `quantize`. */
  level: number;
  achievedSparsity: number;
  split: Split;
  samples: number;
  correct: number;
  loss: number;
  /** Accuracy of the untouched model minus this one's, a fraction. */
  accuracyDrop: number;
}

/** A layer of a stored model. */
export interface LayerRecord {
  position: number;
  name: string;
  type: string;
  inputShape: number[];
  outputShape: number[];
  kernelShape: number[] | null;
  parameters: number;
  nonzeros: number;
  macs: number;
  /** Layers whose channels can only be removed together share it. */
  coupledGroup: string | null;
  /** The layer of the input model this one comes from; null when it is new. */
  originLayerId: number | null;
}

/** A model to be stored with its files. */
export interface ModelRecord {
  name: string;
  network: Network;
  quantization: ModelQuantization | null;
  /** The model it was made from; null for a new one. */
  parentModelId: number | null;
  parameters: number;
  nonzeros: number;
  macs: number;
  /** Bits of the narrowest quantized kernel; 32 when none is quantized. */
  bits: number;
  float32Bytes: number;
  gzipBytes: number;
  sparseBytes: number;
  int8Bytes: number;
  /** SHA-256 of the weights file, hex. */
  weightsHash: string;
  layers: LayerRecord[];
}

/** Accuracy of a model on a split. `top5Correct` is null with fewer than six classes. */
export interface EvaluationRecord {
  modelId: number;
  split: Split;
  engine: Engine;
  samples: number;
  correct: number;
  top5Correct: number | null;
  loss: number;
  /** Samples and correct answers of each class, in the order of the data set's classes. */
  byClass: { samples: number; correct: number }[];
}

/** Measured time of one forward pass of a batch. */
export interface BenchmarkRecord {
  modelId: number;
  engine: Engine;
  precision: string;
  batchSize: number;
  threads: number | null;
  latencyP50Ms: number;
  latencyP95Ms: number;
  /** Images per second at the median. */
  throughput: number;
  repeats: number;
  warmup: number;
}

/** How activation ranges were found. */
export interface CalibrationRecord {
  modelId: number;
  split: Split;
  samples: number;
  batches: number;
  /** SHA-256 over the indices of the images used, hex. */
  sampleHash: string;
  method: string;
  parameters: Record<string, number | string>;
}

/** One quantizer of one channel (or of the tensor: `channel` null). */
export interface QuantizerRecord {
  layerId: number;
  tensor: LayerTensor;
  channel: number | null;
  bits: number;
  scheme: 'symmetric' | 'asymmetric';
  scale: number;
  zeroPoint: number;
  quantMin: number;
  quantMax: number;
  rangeMin: number;
  rangeMax: number;
  clippedFraction: number;
  /** Signal-to-quantization-noise ratio in dB; null where there is no signal. */
  sqnrDb: number | null;
}

/** A file a run leaves behind; the bytes are stored under their hash. */
export interface ArtifactRecord {
  /** Path inside the run, as `model/weights.safetensors`. */
  path: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** Stored identity of a recorded model. */
export interface StoredModel {
  modelId: number;
  /** Layer ids by layer name. */
  layerIds: ReadonlyMap<string, number>;
}

/**
 * What a running method tells the world. Calls are synchronous and cheap: rows are buffered and written in one
 * short transaction every 500 ms and by `flush`. Each write first renews the lease.
 *
 * Every method that writes throws AppError `lease_lost` when another process took the run over, `cancelled` when
 * a person asked to stop, and `storage_failed` when the database stays unwritable: the run must then end.
 */
export interface RunRecorder {
  /** Progress of the whole run, `done` of `total` units, and a short word for what is going on. */
  progress(done: number, total: number, phase: string): void;
  /** One point of a metric. NaN and the infinities are kept. */
  metric(key: string, step: number, value: number): void;
  /** One line of the run's log. */
  log(level: 'info' | 'warning' | 'error', message: string): void;
  layerStats(record: LayerStatsRecord): void;
  sensitivity(record: SensitivityRecord): void;
  /** Stores a model and its layers at once, written before the call returns. */
  model(record: ModelRecord): StoredModel;
  /** Makes a stored model the output of this run. */
  outputModel(modelId: number): void;
  evaluation(record: EvaluationRecord): void;
  benchmark(record: BenchmarkRecord): void;
  calibration(record: CalibrationRecord, quantizers: readonly QuantizerRecord[]): void;
  /** Stores a file at once and gives its SHA-256 (hex). */
  artifact(record: ArtifactRecord): string;
  /** Stores a resumable state, replacing the run's earlier one; `step` is the count of optimizer steps done. */
  checkpoint(step: number, epoch: number, bytes: Uint8Array): void;
  /** To be called between batches: writes when 500 ms have passed, renews the lease, notices a cancel. */
  heartbeat(): void;
  /** Writes everything buffered now. */
  flush(): void;
}
