import { type Draft, isObject, newDraft } from './form-schema';
import { type MethodSchemas, withExperiment } from './method-draft';

/** A usual kind of run: what it says besides the experiment and the model it starts from. */
export interface Preset {
  /** Key of its words in the messages. */
  id: 'prune90' | 'pruneRounds' | 'int8Static' | 'qat4' | 'distill' | 'sensitivity' | 'pipeline';
  config: Draft;
}

/** Stands in presets where the chosen model goes. */
const CHOSEN = { chosen: true };

const DISTILL: Draft = {
  method: 'distill',
  teacher: CHOSEN,
  student: { architecture: { name: 'mlp', widths: [30] } },
  temperature: 4,
  alpha: 0.7,
  epochs: 4,
};

/** The presets of the form, in its order. */
export const PRESETS: readonly Preset[] = [
  { id: 'prune90', config: { method: 'prune', base: CHOSEN, finalSparsity: 0.9 } },
  {
    id: 'pruneRounds',
    config: { method: 'prune', base: CHOSEN, finalSparsity: 0.95, rounds: 3, scope: 'global' },
  },
  { id: 'sensitivity', config: { method: 'sensitivity', base: CHOSEN } },
  { id: 'int8Static', config: { method: 'quantize', base: CHOSEN, mode: 'static', bits: 8 } },
  { id: 'qat4', config: { method: 'quantize', base: CHOSEN, mode: 'qat', bits: 4 } },
  { id: 'distill', config: DISTILL },
  {
    id: 'pipeline',
    config: {
      method: 'pipeline',
      steps: [
        { step: 'prune', config: { method: 'prune', base: CHOSEN, finalSparsity: 0.9 } },
        {
          step: 'quantize',
          config: { method: 'quantize', base: { step: 'prune' }, mode: 'static', bits: 8 },
        },
        {
          step: 'distill',
          config: { ...DISTILL, student: { base: { step: 'quantize' } }, epochs: 2 },
        },
      ],
    },
  },
];

/**
 * The draft that a preset makes: its own fields over the defaults. Experiment and images stay as they are, the chosen
 * model goes where the preset wants one.
 */
export function applyPreset(
  schemas: MethodSchemas,
  preset: Preset,
  { experiment, dataset, chosen }: { experiment: unknown; dataset?: unknown; chosen?: unknown },
): Draft {
  const job = (config: Draft): Draft =>
    newDraft(schemas[String(config.method)] ?? {}, {
      experiment,
      ...(dataset === undefined ? {} : { dataset }),
      ...(withChosen(config, chosen) as Draft),
    });
  const { config } = preset;
  if (config.method !== 'pipeline') return job(config);
  const steps = (config.steps as { step: string; config: Draft }[]).map((entry) => ({
    step: entry.step,
    config: job(entry.config),
  }));
  return withExperiment({ ...newDraft(schemas.pipeline ?? {}, { experiment }), steps }, experiment);
}

function withChosen(value: unknown, chosen: unknown): unknown {
  if (value === CHOSEN) return chosen;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, withChosen(inner, chosen)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
