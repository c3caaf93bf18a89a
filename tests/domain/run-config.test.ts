import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import { modelInputs, type RunConfigInput } from '@/lib/domain/run-config';

const prune = { method: 'prune', experiment: 'e', base: { run: 1 }, finalSparsity: 0.9 } as const;
const train = { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } } as const;

function issuesOf(input: unknown) {
  try {
    parseRunConfig(input);
  } catch (error) {
    if (error instanceof AppError) return error.issues;
    throw error;
  }
  throw new Error('the config was accepted');
}

describe('parseRunConfig', () => {
  it('fills in the defaults of a method and of what is nested in it', () => {
    expect(parseRunConfig(prune)).toEqual({
      method: 'prune',
      experiment: 'e',
      seed: 1,
      dataset: { name: 'mnist' },
      base: { run: 1 },
      granularity: 'element',
      scope: 'layer',
      finalSparsity: 0.9,
      rounds: 1,
      finetune: { epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.001 } },
    });
    expect(parseRunConfig({ ...prune, finetune: null })).toMatchObject({ finetune: null });
  });

  it.each<[what: string, input: unknown, path: string, message: RegExp]>([
    ['an unknown key', { ...prune, sparsity: 0.9 }, 'sparsity', /unknown field "sparsity"/],
    ['a sparsity above 1', { ...prune, finalSparsity: 1.5 }, 'finalSparsity', /less than 1/],
    ['a wrong type', { ...prune, finalSparsity: '0.9' }, 'finalSparsity', /expected number/],
    ['0 epochs', { ...train, epochs: 0 }, 'epochs', />=1/],
    ['a fraction of an epoch', { ...train, epochs: 1.5 }, 'epochs', /int/],
    ['an unknown architecture', { ...train, architecture: { name: 'vgg' } }, 'architecture.name', /Invalid/],
    ['an unknown method', { ...train, method: 'shrink' }, 'method', /Invalid/],
    ['an empty experiment', { ...train, experiment: '  ' }, 'experiment', />=1/],
    ['no base', { method: 'prune', experiment: 'e', finalSparsity: 0.5 }, 'base', /Invalid/],
    [
      'mode qat without training',
      { method: 'quantize', experiment: 'e', base: { model: 1 }, mode: 'qat' },
      'training',
      /needs it/,
    ],
    [
      'training in mode static',
      { method: 'quantize', experiment: 'e', base: { model: 1 }, training: {} },
      'training',
      /leave it out/,
    ],
    [
      'NaN as learning rate',
      { ...train, optimizer: { learningRate: Number.NaN } },
      'optimizer.learningRate',
      /number/,
    ],
  ])('refuses %s and names the field', (_, input, path, message) => {
    const issue = issuesOf(input).find((candidate) => candidate.path === path);
    expect(issue?.message).toMatch(message);
  });

  it('names every wrong field at once', () => {
    expect(
      issuesOf({ ...prune, finalSparsity: 2, rounds: 0, other: 1 })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['finalSparsity', 'other', 'rounds']);
  });

  it('checks the steps of a pipeline against each other', () => {
    const pipeline = (steps: unknown[]): unknown => ({ method: 'pipeline', experiment: 'e', steps });
    const base = { step: 'base', config: train };
    expect(
      parseRunConfig(pipeline([base, { step: 'p', config: { ...prune, base: { step: 'base' } } }])),
    ).toMatchObject({
      steps: [{ step: 'base' }, { step: 'p', config: { base: { step: 'base' }, rounds: 1 } }],
    });
    expect(
      issuesOf(pipeline([{ step: 'p', config: { ...prune, base: { step: 'base' } } }, base])),
    ).toMatchObject([{ path: 'steps.0.config.base', message: expect.stringMatching(/no earlier step/) }]);
    const student = { base: { step: 'later' } };
    const distill = { method: 'distill', experiment: 'e', teacher: { step: 'base' }, student };
    expect(issuesOf(pipeline([base, { step: 'd', config: distill }]))).toMatchObject([
      { path: 'steps.1.config.student.base' },
    ]);
    expect(issuesOf(pipeline([base, base]))).toMatchObject([
      { path: 'steps.1.step', message: expect.stringMatching(/twice/) },
    ]);
    expect(issuesOf(pipeline([{ step: 'x', config: { ...train, experiment: 'other' } }]))).toMatchObject([
      { path: 'steps.0.config.experiment' },
    ]);
    expect(
      issuesOf(
        pipeline([
          base,
          { step: 'q', config: { method: 'quantize', experiment: 'e', base: { step: 'base' }, mode: 'qat' } },
        ]),
      ),
    ).toMatchObject([{ path: 'steps.1.config.training' }]);
  });
});

describe('modelInputs', () => {
  it('lists the models a job reads, with their roles', () => {
    const jobs: [RunConfigInput, string[]][] = [
      [train, []],
      [prune, ['base']],
      [
        { method: 'distill', experiment: 'e', teacher: { run: 1 }, student: { base: { run: 2 } } },
        ['teacher', 'base'],
      ],
      [
        {
          method: 'distill',
          experiment: 'e',
          teacher: { run: 1 },
          student: { architecture: { name: 'lenet-5' } },
        },
        ['teacher'],
      ],
    ];
    for (const [input, roles] of jobs) {
      const config = parseRunConfig(input);
      if (config.method === 'pipeline') throw new Error('not a job');
      expect(modelInputs(config).map(({ role }) => role)).toEqual(roles);
    }
  });
});
