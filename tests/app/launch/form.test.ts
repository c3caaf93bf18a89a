import { describe, expect, it } from 'vitest';
import { configDifferences } from '@/app/launch/config-differences';
import { checkConfig } from '@/app/launch/config-faults';
import { inChinese } from '@/app/launch/fault-zh';
import { hasField } from '@/app/launch/field-places';
import { changeField, type Draft, type FieldSchema, newDraft } from '@/app/launch/form-schema';
import { inputOf, proposedInput, withInputDefaults } from '@/app/launch/input-defaults';
import {
  stepsOf,
  switchMethod,
  withExperiment,
  withMovedStep,
  withNewStep,
  withoutStep,
  withRenamedStep,
} from '@/app/launch/method-draft';
import { methodSchemas } from '@/app/launch/method-schemas';
import { applyPreset, PRESETS } from '@/app/launch/presets';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import { parseRunConfig } from '@/lib/domain/parse-run-config';

const schemas = methodSchemas();
const schemaOf = (method: keyof typeof schemas) => schemas[method] as FieldSchema;
const EXPERIMENT = { experiment: 'x' };

it.each<[string, boolean]>([
  ['sparsity', false],
  ['finalSparsity', true],
  ['base.run', true],
  ['finetune', false],
  ['finetune.epochs', true],
  ['finetune.optimizer.name', true],
  ['finetune.optimizer.speed', false],
  ['method', false],
  ['', false],
])('a fault of a pruning run at %j is told beside a field: %s', (path, has) => {
  const draft = newDraft(schemaOf('prune'), { ...EXPERIMENT, method: 'prune' });
  expect(hasField(schemas, draft, path)).toBe(has);
  const steps = [{ step: 'a', config: draft }];
  expect(hasField(schemas, { method: 'pipeline', steps }, `steps.0.config.${path}`)).toBe(has);
  // What is left out, or of another method, has no fields.
  expect(hasField(schemas, { ...draft, finetune: null }, path)).toBe(has && !path.startsWith('finetune'));
  expect(hasField(schemas, { ...draft, method: 'none' }, path)).toBe(false);
});

it.each<[string, boolean]>([
  ['student.architecture.name', true],
  ['student.architecture.widths.0', true],
  ['student.architecture.depth', false],
  ['training', false],
])('a fault of a distilled student at %j is told beside a field: %s', (path, has) => {
  const student = { architecture: { name: 'mlp', widths: [0] } };
  const draft = newDraft(schemaOf('distill'), { ...EXPERIMENT, method: 'distill', student });
  expect(hasField(schemas, draft, path)).toBe(has);
});

describe('the form made from the schema', () => {
  it('has every method, and starts each with the defaults of the schema', () => {
    expect(Object.keys(schemas)).toEqual([
      'train',
      'sensitivity',
      'prune',
      'quantize',
      'distill',
      'pipeline',
    ]);
    expect(newDraft(schemaOf('quantize'), EXPERIMENT)).toEqual({
      experiment: 'x',
      seed: 1,
      dataset: { name: 'mnist' },
      method: 'quantize',
      mode: 'static',
      bits: 8,
      weightGranularity: 'perChannel',
      observer: 'minMax',
      calibrationSamples: 512,
    });
  });

  it('gives what the parser would fill in: a draft parses to itself', () => {
    const prune = newDraft(schemaOf('prune'), { ...EXPERIMENT, base: { run: 1 }, finalSparsity: 0.5 });
    expect(parseRunConfig(prune)).toEqual(prune);
  });

  it('shows fields only where they apply, and gives back what was typed', () => {
    const schema = schemaOf('quantize');
    const start = newDraft(schema, { ...EXPERIMENT, calibrationSamples: 99 });
    const dynamic = changeField(schema, start, 'mode', 'dynamic');
    expect(Object.keys(dynamic)).not.toContain('observer');
    expect(Object.keys(dynamic)).not.toContain('calibrationSamples');
    const qat = changeField(schema, dynamic, 'mode', 'qat', start);
    expect(qat).toMatchObject({
      calibrationSamples: 99,
      observer: 'minMax',
      training: { epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.001 } },
    });
    expect(changeField(schema, qat, 'mode', 'static')).not.toHaveProperty('training');
  });

  it('keeps what a method switch would lose for the way back', () => {
    const prune = newDraft(schemaOf('prune'), { ...EXPERIMENT, base: { run: 7 }, finalSparsity: 0.123 });
    const train = switchMethod(schemas, prune, 'train', {});
    expect(train).not.toHaveProperty('base');
    expect(switchMethod(schemas, train, 'prune', prune)).toEqual(prune);
  });
});

describe('defaults from the input model', () => {
  const input = (epochs: number, trainSamples?: number): LaunchInput => ({
    runId: 5,
    modelId: 3,
    isOutput: true,
    name: 'm',
    experimentName: 'x',
    status: 'finished',
    method: 'train',
    storedBytes: 1,
    testCorrect: 9,
    testSamples: 10,
    forecast: null,
    network: null,
    dataset: { name: 'digits', trainSamples },
    training: { epochs, batchSize: 32, optimizer: { name: 'sgd', learningRate: 0.1 } },
  });
  const schema = schemaOf('prune');

  it('fill images and training, follow another choice, and leave what was typed', () => {
    const start = newDraft(schema, { ...EXPERIMENT, base: { run: 5 } });
    const first = withInputDefaults(schema, start, input(8, 100), undefined);
    expect(first).toMatchObject({
      dataset: { name: 'digits', trainSamples: 100 },
      finetune: { epochs: 8, batchSize: 32, optimizer: { name: 'sgd', learningRate: 0.1 } },
    });
    const typed = { ...first, finetune: { ...(first.finetune as Draft), epochs: 3 } };
    expect(withInputDefaults(schema, typed, input(12), input(8, 100))).toMatchObject({
      dataset: { name: 'digits' },
      finetune: { epochs: 3, batchSize: 32 },
    });
    expect(withInputDefaults(schema, { ...first, finetune: null }, input(12), undefined).finetune).toBeNull();
  });

  it('propose the most accurate trained model, the newest of equals', () => {
    const choice = (runId: number, testCorrect: number | null, method = 'train') => ({
      ...input(1),
      runId,
      testCorrect,
      method,
    });
    const inputs = [choice(9, 10, 'prune'), choice(8, null), choice(7, 8), choice(6, 9), choice(5, 9)];
    expect(proposedInput(inputs)?.runId).toBe(6);
    expect(proposedInput([choice(8, null)])?.runId).toBe(8);
    expect(proposedInput([{ ...choice(8, 9), modelId: null }])).toBeUndefined();
  });

  it('find the input of a reference by run or by model, and of nothing else', () => {
    const inputs = [{ ...input(1), isOutput: false, modelId: 9 }, input(1)];
    expect(inputOf(inputs, { run: 5 })).toBe(inputs[1]);
    expect(inputOf(inputs, { model: 9 })).toBe(inputs[0]);
    for (const wrong of [{ step: 'a' }, { run: '5' }, {}, null, 'run', [5]]) {
      expect(inputOf(inputs, wrong)).toBeUndefined();
    }
  });
});

describe('presets', () => {
  it.each(PRESETS)('$id is a config that the schema takes', (preset) => {
    const draft = applyPreset(schemas, preset, { experiment: 'x', chosen: { run: 4 } });
    const parsed = parseRunConfig(draft);
    expect(parsed).toEqual(draft);
    expect(JSON.stringify(parsed)).toContain('{"run":4}');
  });

  it('ask for a model when none was chosen', () => {
    for (const preset of PRESETS) {
      expect(() => parseRunConfig(applyPreset(schemas, preset, { experiment: 'x' }))).toThrow(
        'name one model',
      );
    }
  });
});

describe('the steps of a pipeline', () => {
  const start = applyPreset(schemas, PRESETS[PRESETS.length - 1], { experiment: 'x', chosen: { run: 4 } });
  const names = (draft: Draft) => stepsOf(draft).map(({ step }) => step);

  it('are added with a free name and the last model as input', () => {
    const longer = withNewStep(schemas, start);
    expect(names(longer)).toEqual(['prune', 'quantize', 'distill', 'quantize 2']);
    expect(stepsOf(longer)[3].config.base).toEqual({ step: 'distill' });
    expect(parseRunConfig(longer)).toEqual(longer);
  });

  it('keep their references when renamed, and say so when one is gone', async () => {
    const renamed = withRenamedStep(start, 0, 'ein "Schritt".1');
    expect(stepsOf(renamed)[1].config.base).toEqual({ step: 'ein "Schritt".1' });
    expect(parseRunConfig(renamed)).toEqual(renamed);
    const checked = await checkConfig(withoutStep(renamed, 0), 'en');
    expect(checked).toEqual({
      issues: [{ path: 'steps.0.config.base', message: 'no earlier step is called "ein "Schritt".1"' }],
    });
  });

  it('do not take over references while two share a name', () => {
    const twice = withRenamedStep(start, 1, 'prune');
    expect(stepsOf(withRenamedStep(twice, 1, 'other'))[2].config.student).toEqual({
      base: { step: 'prune' },
    });
  });

  it('move, and stay at the ends', () => {
    expect(names(withMovedStep(start, 2, -1))).toEqual(['prune', 'distill', 'quantize']);
    expect(withMovedStep(start, 0, -1)).toBe(start);
    expect(withMovedStep(start, 2, 1)).toBe(start);
  });

  it('follow the experiment; a job becomes the first step and comes back', () => {
    expect(parseRunConfig(withExperiment(start, 'y'))).toMatchObject({ experiment: 'y' });
    const prune = newDraft(schemaOf('prune'), { ...EXPERIMENT, base: { run: 7 }, finalSparsity: 0.5 });
    const pipeline = switchMethod(schemas, prune, 'pipeline', {});
    expect(parseRunConfig(pipeline)).toMatchObject({
      steps: [{ step: 'prune', config: { base: { run: 7 } } }],
    });
    expect(switchMethod(schemas, pipeline, 'prune', {})).toEqual(prune);
  });

  it.each([null, 3, 'steps', [null, 3, { step: 4, config: [] }]])(
    'survive what JSON may hold: %j',
    (steps) => {
      const draft = { method: 'pipeline', experiment: 'x', steps };
      expect(() => withRenamedStep(withNewStep(schemas, withMovedStep(draft, 1, -1)), 0, 'a')).not.toThrow();
    },
  );
});

describe('differences to the original', () => {
  it('name the field, before and after, down to the values inside groups', () => {
    const before = { a: 1, group: { x: 'left', same: true }, list: [0.5, 0.9], gone: null };
    const after = { a: 2, group: { x: 'right', same: true }, list: [0.5], fresh: { y: 0 } };
    expect(configDifferences(before, after)).toEqual([
      { path: 'a', before: '1', after: '2' },
      { path: 'group.x', before: 'left', after: 'right' },
      { path: 'list', before: '[0.5,0.9]', after: '[0.5]' },
      { path: 'gone', before: 'null', after: undefined },
      { path: 'fresh.y', before: undefined, after: '0' },
    ]);
  });

  it('go by the names of steps, so that a step before them changes nothing', () => {
    const step = (name: string, bits: number) => ({ step: name, config: { bits } });
    const rows = configDifferences(
      { steps: [step('b', 8), step('c', 8)] },
      { steps: [step('a', 2), step('b', 8), step('c', 4)] },
    );
    expect(rows).toEqual([
      { path: 'steps[c].bits', before: '8', after: '4' },
      { path: 'steps[a].bits', before: undefined, after: '2' },
    ]);
  });

  it('do not count the order of keys, and tell an empty text from none', () => {
    expect(configDifferences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
    expect(configDifferences({ a: '' }, {})).toEqual([{ path: 'a', before: '', after: undefined }]);
  });
});

describe('faults', () => {
  it('name the field inside a choice', async () => {
    const student = { architecture: { name: 'mlp', widths: [0] } };
    const checked = await checkConfig(
      { ...EXPERIMENT, method: 'distill', teacher: { run: -1 }, student },
      'en',
    );
    expect('issues' in checked && checked.issues.map(({ path }) => path)).toEqual([
      'teacher.run',
      'student.architecture.widths.0',
    ]);
  });

  it('are Chinese on Chinese pages, those of the schema and our own', async () => {
    const base = { ...EXPERIMENT, method: 'prune', finalSparsity: 2, rounds: 99, extra: 1 };
    const checked = await checkConfig({ ...base, base: { run: 1, model: 2 } }, 'zh-CN');
    const messages = 'issues' in checked ? checked.issues.map(({ message }) => message) : [];
    expect(messages).toHaveLength(4);
    for (const message of messages) expect(message).toMatch(/\p{Script=Han}/u);
    expect(inChinese('run 7 is failed and made no model; run it again first')).toContain('7');
    expect(inChinese('something new')).toBe('something new');
  });
});
