import type { JobConfig } from './run-config';

/** How many images the splits of a data set have. */
export interface SplitSizes {
  train: number;
  validation: number;
  test: number;
}

/** A training step reads an image forward, backward to the activations and backward to the weights. */
const PASSES_OF_TRAINING = 3;

/**
 * The work of a job in passes of one image through its network, for comparing durations of jobs on one architecture:
 * `epochs * (3 * train + validation)` for all its trainings, `levels * validation` for a sensitivity scan,
 * calibration images, and one pass over validation and test at the end of jobs that make a model.
 *
 * @param splits Images of the data set; a job that uses fewer says so in its config.
 */
export function runWork(config: JobConfig, splits: SplitSizes): number {
  const { dataset } = config;
  const train = Math.min(dataset.trainSamples ?? splits.train, splits.train);
  const validation = Math.min(dataset.validationSamples ?? splits.validation, splits.validation);
  const test = Math.min(dataset.testSamples ?? splits.test, splits.test);
  if (config.method === 'sensitivity') return (config.levels.length + 1) * validation;
  const training = trainedEpochs(config) * (PASSES_OF_TRAINING * train + validation);
  const calibration =
    config.method === 'quantize' && config.mode !== 'dynamic'
      ? Math.min(config.calibrationSamples, train)
      : 0;
  return training + calibration + validation + test;
}

/** Epochs that a job trains in all; 0 for one that only measures or calibrates. */
export function trainedEpochs(config: JobConfig): number {
  switch (config.method) {
    case 'train':
    case 'distill':
      return config.epochs;
    case 'prune':
      return config.rounds * (config.finetune?.epochs ?? 0);
    case 'quantize':
      return config.training?.epochs ?? 0;
    case 'sensitivity':
      return 0;
  }
}

/** The name under which durations compare: methods, with training and without it apart. */
export function timedMethod(config: JobConfig): string {
  if (config.method === 'quantize') return `quantize ${config.mode}`;
  if (config.method === 'prune' && config.finetune === null) return 'prune without fine-tuning';
  if (config.method === 'sensitivity') return `sensitivity ${config.granularity}`;
  return config.method;
}
