import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Random } from '@/lib/data/random';
import type { QuantizerParameters } from '@/lib/domain/network';
import { lossOf, nonzerosOf, quantizersOf, storedBytes, validationAccuracy } from './model-facts';
import type { SeedNetwork } from './networks';
import { SEED_SAMPLES } from './studies';

/** A stored model of the generated database. */
export interface SeedModel {
  modelId: number;
  firstLayerId: number;
}

/** What decides the rows of a model. */
export interface SeedModelFacts {
  runId: number;
  name: string;
  owner: string;
  createdAt: number;
  network: SeedNetwork;
  parent: SeedModel | null;
  /** Of the kernels, in [0, 1]. */
  sparsity: number;
  bits: number;
  /** Test accuracy, a fraction; that on validation is a little higher. */
  accuracy: number;
  datasetId: number;
  deviceId: number;
}

const CLASSES = 10;
const BATCH_SIZES = [1, 64];

/** Inserts models with their layers, accuracies, latencies and quantizers. */
export class ModelRows {
  readonly #random: Random;
  readonly #insert: Record<
    'model' | 'layer' | 'evaluation' | 'classMetric' | 'benchmark' | 'calibration' | 'quantizer',
    Database.Statement
  >;
  readonly #versions = new Map<string, number>();
  #modelId = 0;
  #layerId = 0;
  #evaluationId = 0;
  #calibrationId = 0;

  constructor(sqlite: Database.Database, random: Random) {
    this.#random = random;
    const insert = (table: string, columns: string) =>
      sqlite.prepare(
        `INSERT INTO ${table} (${columns}) VALUES (${columns
          .split(',')
          .map(() => '?')
          .join(', ')})`,
      );
    this.#insert = {
      model: insert(
        'models',
        'id, uid, name, version, owner, created_at, parent_model_id, run_id, architecture, network, quantization, bits, parameters, nonzeros, sparsity, macs, float32_bytes, gzip_bytes, sparse_bytes, int8_bytes, weights_hash',
      ),
      layer: insert(
        'layers',
        'id, model_id, position, name, type, input_shape, output_shape, kernel_shape, parameters, nonzeros, macs, coupled_group, origin_layer_id',
      ),
      evaluation: insert(
        'evaluations',
        'id, model_id, run_id, dataset_id, split, engine, samples, correct, top1, loss, evaluated_at',
      ),
      classMetric: insert('class_metrics', 'evaluation_id, class_index, samples, correct'),
      benchmark: insert(
        'benchmarks',
        'model_id, run_id, device_id, engine, precision, batch_size, latency_p50_ms, latency_p95_ms, throughput, repeats, warmup, measured_at',
      ),
      calibration: insert(
        'calibrations',
        'id, run_id, model_id, dataset_id, split, samples, batches, sample_hash, method, parameters',
      ),
      quantizer: insert(
        'quantizers',
        'calibration_id, layer_id, tensor, channel, bits, scheme, scale, zero_point, quant_min, quant_max, range_min, range_max, clipped_fraction, sqnr_db',
      ),
    };
  }

  /** Inserts a model and everything measured of it. */
  model(facts: SeedModelFacts): SeedModel {
    const { network, sparsity, bits, runId, createdAt, parent } = facts;
    const modelId = ++this.#modelId;
    const kernelValues = network.tensors.reduce(
      (sum, { tensor, count }) => sum + (tensor === 'kernel' ? count : 0),
      0,
    );
    const nonzeros = network.layers.reduce((sum, size) => sum + nonzerosOf(size, sparsity), 0);
    const version = (this.#versions.get(facts.name) ?? 0) + 1;
    this.#versions.set(facts.name, version);
    const hash = createHash('sha256').update(`seeded model ${modelId}`).digest('hex');
    this.#insert.model.run(
      ...[
        modelId,
        hash.slice(0, 32),
        facts.name,
        version,
        facts.owner,
        createdAt,
        parent?.modelId ?? null,
        runId,
      ],
      ...[
        network.network.architecture,
        network.json,
        bits < 32 ? JSON.stringify(quantizersOf(network, bits)) : null,
        bits,
      ],
      ...[network.parameters, nonzeros, 1 - nonzeros / network.parameters, network.macs],
      ...[4 * network.parameters, Math.round(3.71 * nonzeros + 0.05 * network.parameters)],
      storedBytes(network, sparsity, bits),
      kernelValues + 4 * (network.parameters - kernelValues) + 4 * network.kernels.length,
      hash,
    );
    const firstLayerId = this.#layerId + 1;
    this.#layers(network, modelId, sparsity, parent);
    this.#evaluations(facts, modelId);
    this.#benchmarks(facts, modelId);
    return { modelId, firstLayerId };
  }

  /** Inserts the calibration of a quantized model, with one quantizer for each kernel and each layer's input. */
  calibration(facts: SeedModelFacts, { modelId, firstLayerId }: SeedModel, method: string): void {
    const id = ++this.#calibrationId;
    const sampleHash = createHash('sha256')
      .update(`seeded sample ${id % 50}`)
      .digest('hex');
    const parameters = JSON.stringify({ bits: facts.bits, weightGranularity: 'perTensor' });
    this.#insert.calibration.run(
      id,
      facts.runId,
      modelId,
      facts.datasetId,
      'train',
      512,
      8,
      sampleHash,
      method,
      parameters,
    );
    for (const [layer, { kernel, input }] of Object.entries(quantizersOf(facts.network, facts.bits))) {
      const position = facts.network.layers.findIndex((size) => size.layer.name === layer);
      for (const [tensor, q] of [
        ['kernel', kernel] as const,
        ['activation', input as QuantizerParameters] as const,
      ]) {
        const [low, high] = [q.quantMin, q.quantMax].map((value) => (value - q.zeroPoint[0]) * q.scale[0]);
        const sqnr = 6.02 * q.bits - 9 + this.#random.normal();
        this.#insert.quantizer.run(
          ...[id, firstLayerId + position, tensor, -1, q.bits, q.scheme, q.scale[0], q.zeroPoint[0]],
          ...[
            q.quantMin,
            q.quantMax,
            low,
            high,
            tensor === 'kernel' ? 0 : 0.002 * this.#random.uniform(),
            sqnr,
          ],
        );
      }
    }
  }

  #layers(network: SeedNetwork, modelId: number, sparsity: number, parent: SeedModel | null): void {
    network.layers.forEach((size, position) => {
      const { layer, inputShape, outputShape, weights, parameters, macs } = size;
      const kernel = weights.find(({ tensor }) => tensor === 'kernel')?.shape;
      this.#insert.layer.run(
        ...[++this.#layerId, modelId, position, layer.name, layer.type],
        ...[JSON.stringify(inputShape), JSON.stringify(outputShape), kernel ? JSON.stringify(kernel) : null],
        ...[parameters, nonzerosOf(size, sparsity), macs, network.groups.get(layer.name) ?? null],
        parent === null ? null : parent.firstLayerId + position,
      );
    });
  }

  #evaluations({ runId, datasetId, createdAt, accuracy, bits }: SeedModelFacts, modelId: number): void {
    for (const [split, samples] of Object.entries(SEED_SAMPLES)) {
      const id = ++this.#evaluationId;
      const share = split === 'test' ? accuracy : validationAccuracy(accuracy);
      const correct = Math.round(share * samples);
      this.#insert.evaluation.run(
        ...[id, modelId, runId, datasetId, split, bits < 32 ? 'simulated' : 'float', samples, correct],
        ...[correct / samples, lossOf(share), createdAt],
      );
      if (split !== 'test') continue;
      let wrong = samples - correct;
      for (let index = 0; index < CLASSES; index++) {
        const own = Math.min(
          wrong,
          index === CLASSES - 1
            ? wrong
            : Math.round((wrong / (CLASSES - index)) * (0.4 + 1.2 * this.#random.uniform())),
          samples / CLASSES,
        );
        wrong -= own;
        this.#insert.classMetric.run(id, index, samples / CLASSES, samples / CLASSES - own);
      }
    }
  }

  #benchmarks({ runId, network, createdAt, deviceId, bits }: SeedModelFacts, modelId: number): void {
    for (const batchSize of BATCH_SIZES) {
      const p50 =
        (0.08 + (batchSize * network.macs) / 2.5e7) *
        (bits < 32 ? 1.3 : 1) *
        (0.95 + 0.1 * this.#random.uniform());
      const engine = bits < 32 ? 'simulated' : 'float';
      this.#insert.benchmark.run(
        ...[
          modelId,
          runId,
          deviceId,
          engine,
          'float32',
          batchSize,
          p50,
          p50 * (1.1 + 0.3 * this.#random.uniform()),
        ],
        ...[(batchSize * 1000) / p50, 60, 8, createdAt],
      );
    }
  }
}
