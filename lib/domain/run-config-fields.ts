import { z } from 'zod';

/** A stored model, the output of a run, or of a step of the same pipeline. */
export const modelReference = z
  .union(
    [
      z.strictObject({ run: z.int().positive() }),
      z.strictObject({ model: z.int().positive() }),
      z.strictObject({ step: z.string().min(1) }),
    ],
    {
      error:
        'Invalid input: name one model, { "run": 1 }, { "model": 1 }, or { "step": "name" } inside a pipeline',
    },
  )
  .describe('A stored model, the output model of a run, or of another step of the same pipeline');

/** What the schema says of a field to forms, besides its type; it changes nothing about what is accepted. */
export interface FieldHints {
  description: string;
  /** True for fields that most people leave as they are. */
  more?: true;
  /** Values of other fields of the same config with which this one means something. */
  appliesTo?: Record<string, readonly string[]>;
}

/** Name and settings of an architecture. */
export const architecture = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z.enum(['lenet-300-100', 'lenet-5', 'convnet-32-64', 'resnet-8', 'mobilenet-mini']),
    }),
    z.strictObject({
      name: z.literal('mlp'),
      widths: z.array(z.int().min(1).max(8192)).min(1).max(10).describe('Units of each hidden layer'),
    }),
  ])
  .describe('Architecture of the network');

const optimizer = z
  .strictObject({
    name: z
      .enum(['sgd', 'momentum', 'adam'])
      .default('adam')
      .describe('How gradients become steps; adam asks for the least tuning'),
    learningRate: z
      .number()
      .positive()
      .max(10)
      .default(0.001)
      .describe('Size of a step: about 0.001 with adam, 0.01 to 0.1 with sgd and momentum'),
  })
  .describe('Optimizer; momentum is 0.9, Adam uses 0.9 and 0.999');

/** Fields of a training: epochs, batch size and optimizer. */
export const training = {
  epochs: z.int().min(1).max(1000).default(1).describe('Passes over the training images'),
  batchSize: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .meta({ description: 'Images per optimizer step', more: true } satisfies FieldHints),
  optimizer: optimizer.prefault({}),
};
/** A training as an object of its own. */
export const trainingConfig = z.strictObject(training);

const sampleCount = (what: string) =>
  z.int().min(1).optional().describe(`How many images of the ${what} split to use; all when left out`);

/** Fields of every job. */
export const common = {
  experiment: z.string().trim().min(1).max(200).describe('Experiment the run belongs to'),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Name of the run; made from the config when left out'),
  seed: z
    .int()
    .min(0)
    .max(4294967295)
    .default(1)
    .meta({
      description: 'Seed of initial weights, batch order and sampling',
      more: true,
    } satisfies FieldHints),
  dataset: z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(100)
        .default('mnist')
        .describe('A data set that this installation has, as mnist'),
      trainSamples: sampleCount('training'),
      validationSamples: sampleCount('validation'),
      testSamples: sampleCount('test'),
    })
    .prefault({})
    .meta({
      description: 'Images to train and measure on; fewer of them make a quick trial',
      more: true,
    } satisfies FieldHints),
};

/** A sparsity, more than 0 and less than 1. */
export const level = z
  .number()
  .gt(0, 'must be more than 0')
  .lt(1, 'must be less than 1: a sparsity is a fraction');

/** What is pruned as one. */
export const granularity = z
  .enum(['element', 'filter'])
  .default('element')
  .describe('element: single weights; filter: whole filters and neurons, with their biases');
