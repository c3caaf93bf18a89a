import { benchmarks, classMetrics, devices, evaluations } from '../schema/evaluations';
import { describeTable, type TableDescription } from './describe';

/** Lines about accuracy and latency. */
export const EVALUATION_TABLES: readonly TableDescription[] = [
  describeTable(evaluations, 'Accuracy of a model on a split of a data set.', {
    id: 'Number of the evaluation.',
    modelId: 'Model (models.id).',
    runId: 'Run that measured (runs.id).',
    datasetId: 'Data set (datasets.id); null when unknown.',
    split: 'train, validation or test.',
    engine: 'float, simulated (float32 on fake-quantized values) or integer.',
    samples: 'Images measured.',
    correct: 'Images whose most likely class is the right one.',
    top1: 'correct / samples, in [0, 1].',
    top5: 'Images with the right class among the five most likely / samples, in [0, 1]; null with under six classes.',
    loss: 'Mean cross-entropy, nats; null when not measured.',
    evaluatedAt: 'When it was measured, UTC milliseconds.',
  }),
  describeTable(classMetrics, 'Accuracy of an evaluation by class.', {
    evaluationId: 'Evaluation (evaluations.id).',
    classIndex: 'Class by its place in datasets.class_names, from 0.',
    samples: 'Images of the class.',
    correct: 'Images of the class that were classified right.',
  }),
  describeTable(devices, 'Machines on which latency was measured.', {
    id: 'Number of the machine.',
    name: 'Name of the machine.',
    cpu: 'Processor.',
    memoryBytes: 'Memory, bytes.',
    os: 'Operating system and version.',
    runtime: 'What executed the model, as tensorflow or wasm.',
    runtimeVersion: 'Version of the runtime.',
  }),
  describeTable(benchmarks, 'Measured time of forward passes.', {
    id: 'Number of the benchmark.',
    modelId: 'Model (models.id).',
    runId: 'Run that measured (runs.id).',
    deviceId: 'Machine (devices.id); null when unknown.',
    engine: 'float, simulated (float32 on fake-quantized values) or integer.',
    precision: 'Number format that was computed in, as float32.',
    batchSize: 'Images of one pass.',
    threads: 'Threads; null when the backend decided.',
    latencyP50Ms: 'Median time of one pass, ms.',
    latencyP95Ms: '95 % quantile of the time of one pass, ms.',
    throughput: 'Images per second at the median.',
    repeats: 'Passes that were timed.',
    warmup: 'Passes before them that were not.',
    measuredAt: 'When it was measured, UTC milliseconds.',
  }),
];
