import { z } from 'zod';
import { AppError, type FieldIssue } from './errors';

const modelReference = z
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

const architecture = z
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

const training = {
  epochs: z.int().min(1).max(1000).default(1).describe('Passes over the training images'),
  batchSize: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .meta({ description: 'Images per optimizer step', more: true } satisfies FieldHints),
  optimizer: optimizer.prefault({}),
};
const trainingConfig = z.strictObject(training);

const sampleCount = (what: string) =>
  z.int().min(1).optional().describe(`How many images of the ${what} split to use; all when left out`);

const common = {
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

const level = z.number().gt(0, 'must be more than 0').lt(1, 'must be less than 1: a sparsity is a fraction');

const granularity = z
  .enum(['element', 'filter'])
  .default('element')
  .describe('element: single weights; filter: whole filters and neurons, with their biases');

const trainRun = z.strictObject({ ...common, method: z.literal('train'), architecture, ...training });

const sensitivityRun = z.strictObject({
  ...common,
  method: z.literal('sensitivity'),
  base: modelReference,
  granularity,
  levels: z
    .array(level)
    .min(1)
    .max(100)
    .default([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
    .describe('Sparsities at which each layer is tried, alone, from its unpruned weights'),
});

const pruneRun = z.strictObject({
  ...common,
  method: z.literal('prune'),
  base: modelReference,
  granularity,
  scope: z
    .enum(['layer', 'global'])
    .default('layer')
    .meta({
      description: 'layer: the same sparsity in each layer; global: one ranking over all layers',
      more: true,
    } satisfies FieldHints),
  finalSparsity: level.describe('Share of zeros at the end: 0.9 keeps one weight in ten'),
  rounds: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .meta({
      description: 'Rounds of pruning and fine-tuning that lead to it',
      more: true,
    } satisfies FieldHints),
  finetune: trainingConfig.nullable().prefault({}).describe('Fine-tuning after each round; null for none'),
});

const quantizeRun = z.strictObject({
  ...common,
  method: z.literal('quantize'),
  base: modelReference,
  mode: z
    .enum(['static', 'dynamic', 'qat'])
    .default('static')
    .describe(
      'static: activations by calibration; dynamic: by each batch; qat: static, then trained with fake quantization',
    ),
  bits: z.int().min(2).max(8).default(8).describe('Bits of a weight and of an activation, 2 to 8'),
  weightGranularity: z
    .enum(['perTensor', 'perChannel'])
    .default('perChannel')
    .meta({
      description: 'One scale for a whole kernel, or one for each of its output channels',
      more: true,
    } satisfies FieldHints),
  observer: z
    .enum(['minMax', 'movingAverage', 'percentile', 'histogram', 'entropy'])
    .default('minMax')
    .meta({
      description: 'How the range of an activation is found in the calibration images',
      more: true,
      appliesTo: { mode: ['static', 'qat'] },
    } satisfies FieldHints),
  calibrationSamples: z
    .int()
    .min(1)
    .max(100000)
    .default(512)
    .meta({
      description: 'Training images used for calibration',
      more: true,
      appliesTo: { mode: ['static', 'qat'] },
    } satisfies FieldHints),
  training: trainingConfig
    .optional()
    .meta({ description: 'Training of mode qat', appliesTo: { mode: ['qat'] } } satisfies FieldHints),
});

const distillRun = z.strictObject({
  ...common,
  method: z.literal('distill'),
  teacher: modelReference.describe('The model whose soft answers the student learns'),
  student: z
    .union([z.strictObject({ architecture }), z.strictObject({ base: modelReference })], {
      error: 'Invalid input: give either "architecture" or "base"',
    })
    .describe('A new network, or a model that goes on from its weights, zeros and quantizers'),
  temperature: z
    .number()
    .positive()
    .max(100)
    .default(4)
    .describe(
      'Softens the answers of teacher and student: 1 as they are, 2 to 10 tell more of the wrong classes',
    ),
  alpha: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe('total loss = alpha * T^2 * distillation + (1 - alpha) * student'),
  ...training,
});

const jobConfig = z.discriminatedUnion('method', [
  trainRun,
  sensitivityRun,
  pruneRun,
  quantizeRun,
  distillRun,
]);

const pipelineRun = z
  .strictObject({
    method: z.literal('pipeline'),
    experiment: common.experiment,
    name: common.name,
    steps: z
      .array(z.strictObject({ step: z.string().min(1).max(100), config: jobConfig }))
      .min(1)
      .max(10_000)
      .describe('The child runs, in an order in which each comes after its inputs'),
  })
  .superRefine((pipeline, context) => {
    const known = new Set<string>();
    pipeline.steps.forEach(({ step, config }, index) => {
      const path = ['steps', index];
      if (known.has(step)) {
        context.addIssue({ code: 'custom', path: [...path, 'step'], message: `"${step}" is used twice` });
      }
      if (config.experiment !== pipeline.experiment) {
        context.addIssue({
          code: 'custom',
          path: [...path, 'config', 'experiment'],
          message: 'must be the experiment of the pipeline',
        });
      }
      for (const { field, reference } of modelInputs(config)) {
        if ('step' in reference && !known.has(reference.step)) {
          context.addIssue({
            code: 'custom',
            path: [...path, 'config', ...field.split('.')],
            message: `no earlier step is called "${reference.step}"`,
          });
        }
      }
      known.add(step);
    });
  });

/** Schema of everything a run can be asked to do. Unknown keys are refused; defaults are filled in. */
export const runConfigSchema = z.discriminatedUnion('method', [
  trainRun,
  sensitivityRun,
  pruneRun,
  quantizeRun,
  distillRun,
  pipelineRun,
]);

/** A parsed run config, defaults filled in. */
export type RunConfig = z.output<typeof runConfigSchema>;
/** A run config as a person writes it, defaults left out. */
export type RunConfigInput = z.input<typeof runConfigSchema>;
/** A config that a worker can execute: every one but `pipeline`. */
export type JobConfig = z.output<typeof jobConfig>;
/** One kind of job config, by its method. */
export type JobConfigOf<M extends JobConfig['method']> = Extract<JobConfig, { method: M }>;
/** Parent of child runs. */
export type PipelineConfig = z.output<typeof pipelineRun>;
/** A stored model, the output of a run, or of a step of the same pipeline. */
export type ModelReference = z.output<typeof modelReference>;
/** Name and settings of an architecture. */
export type ArchitectureConfig = z.output<typeof architecture>;
/** Epochs, batch size and optimizer. */
export type TrainingConfig = z.output<typeof trainingConfig>;
/** What a model is to the run that reads it. */
export type InputRole = 'base' | 'teacher';

/** A model that a job reads; `field` is the path of its reference in the config. */
export interface ModelInput {
  role: InputRole;
  field: string;
  reference: ModelReference;
}

/** The models a job reads, with the role of each. */
export function modelInputs(config: JobConfig): ModelInput[] {
  switch (config.method) {
    case 'train':
      return [];
    case 'distill':
      return [
        { role: 'teacher', field: 'teacher', reference: config.teacher },
        ...('base' in config.student
          ? [{ role: 'base' as const, field: 'student.base', reference: config.student.base }]
          : []),
      ];
    default:
      return [{ role: 'base', field: 'base', reference: config.base }];
  }
}

/** Words for the faults that zod finds, in a language, as of `zod/locales`; English when left out. */
export type FaultWords = z.core.$ZodErrorMap;

/**
 * A run config from unknown input.
 *
 * @throws AppError `invalid_config` with one issue for each wrong field: its path, what was expected and found.
 */
export function parseRunConfig(input: unknown, words?: FaultWords): RunConfig {
  const result = runConfigSchema.safeParse(input, { error: words });
  const issues = result.success
    ? modeIssues(result.data)
    : result.error.issues.map((issue) => toFieldIssue(issue));
  if (result.success && issues.length === 0) return result.data;
  const list = issues.map((issue) => `${issue.path || 'config'}: ${issue.message}`).join('; ');
  throw new AppError('invalid_config', `The run config was not accepted. ${list}. Nothing was scheduled.`, {
    issues,
  });
}

function toFieldIssue(issue: z.core.$ZodIssue, outer: PropertyKey[] = []): FieldIssue {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    // The choice that was meant is the one that knows all the keys; its own fault says more than "none fits".
    const meant = issue.errors.filter(
      (issues) => !issues.some(({ code, path: at }) => code === 'unrecognized_keys' && at.length === 0),
    );
    if (meant.length === 1 && meant[0].length > 0) return toFieldIssue(meant[0][0], path);
  }
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return {
    path: [...path, ...keys.slice(0, 1)].join('.'),
    message: keys.length > 0 ? `unknown field ${keys.map((key) => `"${key}"`).join(', ')}` : issue.message,
  };
}

function modeIssues(config: RunConfig): FieldIssue[] {
  const jobs = config.method === 'pipeline' ? config.steps.map((step) => step.config) : [config];
  return jobs.flatMap((job, index): FieldIssue[] => {
    if (job.method !== 'quantize' || (job.mode === 'qat') === (job.training !== undefined)) return [];
    const prefix = config.method === 'pipeline' ? `steps.${index}.config.` : '';
    const message =
      job.mode === 'qat' ? 'mode qat needs it' : `mode ${job.mode} does not train: leave it out`;
    return [{ path: `${prefix}training`, message }];
  });
}
