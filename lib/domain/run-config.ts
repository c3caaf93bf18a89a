import { z } from 'zod';
import { AppError, type FieldIssue } from './errors';

const modelReference = z
  .union([
    z.strictObject({ run: z.int().positive() }),
    z.strictObject({ model: z.int().positive() }),
    z.strictObject({ step: z.string().min(1) }),
  ])
  .describe('A stored model, the output model of a run, or of another step of the same pipeline');

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
    name: z.enum(['sgd', 'momentum', 'adam']).default('adam'),
    learningRate: z.number().positive().max(10).default(0.001),
  })
  .describe('Optimizer; momentum is 0.9, Adam uses 0.9 and 0.999');

const training = {
  epochs: z.int().min(1).max(1000).default(1).describe('Passes over the training images'),
  batchSize: z.int().min(1).max(4096).default(64).describe('Images per optimizer step'),
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
    .describe('Seed of initial weights, batch order and sampling'),
  dataset: z
    .strictObject({
      name: z.string().min(1).max(100).default('mnist'),
      trainSamples: sampleCount('training'),
      validationSamples: sampleCount('validation'),
      testSamples: sampleCount('test'),
    })
    .prefault({}),
};

const level = z.number().gt(0, 'must be more than 0').lt(1, 'must be less than 1: a sparsity is a fraction');

const trainRun = z.strictObject({ ...common, method: z.literal('train'), architecture, ...training });

const sensitivityRun = z.strictObject({
  ...common,
  method: z.literal('sensitivity'),
  base: modelReference,
  granularity: z.enum(['element', 'filter']).default('element'),
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
  granularity: z.enum(['element', 'filter']).default('element'),
  scope: z
    .enum(['layer', 'global'])
    .default('layer')
    .describe('layer: the same sparsity in each layer; global: one ranking over all layers'),
  finalSparsity: level,
  rounds: z.int().min(1).max(50).default(1).describe('Rounds of pruning and fine-tuning that lead to it'),
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
  bits: z.int().min(2).max(8).default(8),
  weightGranularity: z.enum(['perTensor', 'perChannel']).default('perChannel'),
  observer: z
    .enum(['minMax', 'movingAverage', 'percentile', 'histogram', 'entropy'])
    .default('minMax')
    .describe('How the range of an activation is found in the calibration images'),
  calibrationSamples: z
    .int()
    .min(1)
    .max(100000)
    .default(512)
    .describe('Training images used for calibration'),
  training: trainingConfig.optional().describe('Training of mode qat'),
});

const distillRun = z.strictObject({
  ...common,
  method: z.literal('distill'),
  teacher: modelReference,
  student: z
    .union([z.strictObject({ architecture }), z.strictObject({ base: modelReference })])
    .describe('A new network, or a model that goes on from its weights, zeros and quantizers'),
  temperature: z.number().positive().max(100).default(4),
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

/**
 * A run config from unknown input.
 *
 * @throws AppError `invalid_config` with one issue for each wrong field: its path, what was expected and found.
 */
export function parseRunConfig(input: unknown): RunConfig {
  const result = runConfigSchema.safeParse(input);
  const issues = result.success ? modeIssues(result.data) : result.error.issues.map(toFieldIssue);
  if (result.success && issues.length === 0) return result.data;
  const list = issues.map((issue) => `${issue.path || 'config'}: ${issue.message}`).join('; ');
  throw new AppError('invalid_config', `The run config was not accepted. ${list}. Nothing was scheduled.`, {
    issues,
  });
}

function toFieldIssue(issue: z.core.$ZodIssue): FieldIssue {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return {
    path: [...issue.path, ...keys.slice(0, 1)].join('.'),
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
