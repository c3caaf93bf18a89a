import { describe, expect, it } from 'vitest';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import { starterPipeline } from '../../scripts/starter/starter-pipeline';

describe('starterPipeline', () => {
  it.each([false, true])('is a valid config with every method, full %s', (isFull) => {
    const config = parseRunConfig(starterPipeline('starter', isFull));
    if (config.method !== 'pipeline') throw new Error('not a pipeline');
    const methods = config.steps.map(({ config: { method } }) => method);
    expect(new Set(methods)).toEqual(new Set(['train', 'sensitivity', 'prune', 'quantize', 'distill']));
    expect(methods.filter((method) => method === 'prune')).toHaveLength(8);
    expect(config.steps).toHaveLength(18);
  });

  it('combines prune, quantize and distill on one model with its own baseline as teacher', () => {
    const { steps } = starterPipeline('starter', false);
    const byStep = new Map(steps.map(({ step, config }) => [step, config]));
    const distilled = byStep.get('lenet-300-100 pruned 90 % int8 distilled');
    expect(distilled).toMatchObject({
      teacher: { step: 'lenet-300-100' },
      student: { base: { step: 'lenet-300-100 pruned 90 % int8' } },
    });
    expect(byStep.get('lenet-300-100 pruned 90 % int8')).toMatchObject({
      base: { step: 'lenet-300-100 pruned 90 %' },
    });
    expect(byStep.get('lenet-300-100 pruned 90 %')).toMatchObject({ base: { step: 'lenet-300-100' } });
  });

  it('takes 6,000 training images when quick and all of them when full', () => {
    for (const { config } of starterPipeline('starter', false).steps)
      expect(config.dataset?.trainSamples).toBe(6_000);
    for (const { config } of starterPipeline('starter', true).steps)
      expect(config.dataset).toEqual({ name: 'mnist' });
  });
});
