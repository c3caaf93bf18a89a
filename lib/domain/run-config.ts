import { z } from 'zod';
import type { FieldHints } from './run-config-fields';
import {
  architecture,
  common,
  granularity,
  level,
  modelReference,
  training,
  trainingConfig,
} from './run-config-fields';

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
