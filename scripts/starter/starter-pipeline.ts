import type { ArchitectureConfig, JobConfig, RunConfigInput } from '@/lib/domain/run-config';

type JobInput = Extract<RunConfigInput, { method: JobConfig['method'] }>;
type PipelineInput = Extract<RunConfigInput, { method: 'pipeline' }>;

/** Sparsities of the pruned models in the starter experiment. */
export const STARTER_SPARSITIES = [0.5, 0.8, 0.9, 0.95];

/** What differs between the quick starter experiment and the one on all of MNIST. */
interface Size {
  dataset: JobInput['dataset'];
  epochs: { lenet300: number; lenet5: number; finetune300: number; finetune5: number; student: number };
}

const QUICK: Size = {
  dataset: { name: 'mnist', trainSamples: 6_000, validationSamples: 1_000, testSamples: 2_000 },
  epochs: { lenet300: 4, lenet5: 2, finetune300: 4, finetune5: 2, student: 12 },
};
const FULL: Size = {
  dataset: { name: 'mnist' },
  epochs: { lenet300: 8, lenet5: 4, finetune300: 4, finetune5: 2, student: 8 },
};

/**
 * The starter experiment as one pipeline: two baselines, the sensitivity of each of their layers, pruning with
 * fine-tuning, int8 after training, prune -> quantize -> distill on one model, and a 30-unit student with and
 * without a teacher.
 */
export function starterPipeline(experiment: string, isFull: boolean): PipelineInput {
  const size = isFull ? FULL : QUICK;
  const shared = { experiment, seed: 1, dataset: size.dataset };
  const steps: { step: string; config: JobInput }[] = [];
  const add = (step: string, config: JobInput) => steps.push({ step, config: { ...config, name: step } });

  const baselines: [
    step: string,
    architecture: ArchitectureConfig,
    epochs: number,
    finetuneEpochs: number,
  ][] = [
    ['lenet-300-100', { name: 'lenet-300-100' }, size.epochs.lenet300, size.epochs.finetune300],
    ['lenet-5', { name: 'lenet-5' }, size.epochs.lenet5, size.epochs.finetune5],
  ];
  for (const [step, architecture, epochs] of baselines) {
    add(step, { ...shared, method: 'train', architecture, epochs });
  }
  for (const [step] of baselines) {
    add(`${step} sensitivity`, { ...shared, method: 'sensitivity', base: { step } });
  }
  for (const [step, , , epochs] of baselines) {
    const finetune = { epochs };
    for (const finalSparsity of STARTER_SPARSITIES) {
      const percent = Math.round(finalSparsity * 100);
      add(`${step} pruned ${percent} %`, {
        ...shared,
        method: 'prune',
        base: { step },
        finalSparsity,
        finetune,
      });
    }
    add(`${step} int8`, { ...shared, method: 'quantize', base: { step } });
  }
  add('lenet-300-100 pruned 90 % int8', {
    ...shared,
    method: 'quantize',
    base: { step: 'lenet-300-100 pruned 90 %' },
  });
  add('lenet-300-100 pruned 90 % int8 distilled', {
    ...shared,
    method: 'distill',
    teacher: { step: 'lenet-300-100' },
    student: { base: { step: 'lenet-300-100 pruned 90 % int8' } },
    temperature: 2,
    epochs: size.epochs.finetune300,
  });
  const student: ArchitectureConfig = { name: 'mlp', widths: [30] };
  add('student 30', { ...shared, method: 'train', architecture: student, epochs: size.epochs.student });
  add('student 30 distilled', {
    ...shared,
    method: 'distill',
    teacher: { step: 'lenet-300-100' },
    student: { architecture: student },
    temperature: 2,
    alpha: 0.5,
    epochs: size.epochs.student,
  });
  return { method: 'pipeline', experiment, name: isFull ? 'starter, all of MNIST' : 'starter', steps };
}
