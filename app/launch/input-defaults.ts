import type { LaunchInput } from '@/db/queries/launch-inputs';
import { type Draft, defaultsOf, type FieldSchema, isObject, withField } from './form-schema';

/** Where the training settings of each method stand in its config; '' for the config itself. */
const TRAINING_AT: Record<string, string> = { prune: 'finetune', quantize: 'training', distill: '' };
const TRAINING_FIELDS = ['epochs', 'batchSize', 'optimizer'] as const;

/**
 * The draft with defaults from the run that makes its input: images, epochs, batch size, optimizer. Only fields that
 * still hold the schema's default, or what the input chosen before gave, are changed; what a person typed stays.
 */
export function withInputDefaults(
  schema: FieldSchema,
  draft: Draft,
  input: LaunchInput | undefined,
  before: LaunchInput | undefined,
): Draft {
  if (!input) return draft;
  const defaults = defaultsOf(schema.properties ?? {});
  let next = draft;
  if (input.dataset && isUntouched(draft.dataset, [defaults.dataset, before?.dataset])) {
    next = withField(next, 'dataset', input.dataset);
  }
  const place = TRAINING_AT[String(draft.method)];
  if (place === undefined || !input.training) return next;
  if (place === '') return withTraining(next, defaults, input, before);
  const group = next[place];
  if (!isObject(group)) return next;
  const field = schema.properties?.[place];
  const inner = field?.properties ?? field?.anyOf?.find(({ properties }) => properties)?.properties ?? {};
  return withField(next, place, withTraining(group, defaultsOf(inner), input, before));
}

function withTraining(
  group: Draft,
  defaults: Draft,
  input: LaunchInput,
  before: LaunchInput | undefined,
): Draft {
  let next = group;
  for (const key of TRAINING_FIELDS) {
    if (!input.training || !isUntouched(group[key], [defaults[key], before?.training?.[key]])) continue;
    next = withField(next, key, input.training[key]);
  }
  return next;
}

function isUntouched(value: unknown, known: readonly unknown[]): boolean {
  const text = canonical(value);
  return (
    value === undefined || known.some((candidate) => candidate !== undefined && canonical(candidate) === text)
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** True when both are the same JSON, whatever the order of keys. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** The input that a reference of a config names. */
export function inputOf(inputs: readonly LaunchInput[], reference: unknown): LaunchInput | undefined {
  if (!isObject(reference)) return undefined;
  const { run, model } = reference;
  if (model !== undefined) return inputs.find(({ modelId }) => modelId === model);
  return run === undefined ? undefined : inputs.find(({ runId, isOutput }) => isOutput && runId === run);
}

/** The model that is proposed where none was chosen: the most accurate that training has made, the newest of equals. */
export function proposedInput(inputs: readonly LaunchInput[]): LaunchInput | undefined {
  const accuracy = ({ testCorrect, testSamples }: LaunchInput) => (testCorrect ?? 0) / (testSamples ?? 1);
  return inputs
    .filter(({ method, modelId, isOutput }) => method === 'train' && isOutput && modelId !== null)
    .reduce<LaunchInput | undefined>(
      (best, input) => (best === undefined || accuracy(input) > accuracy(best) ? input : best),
      undefined,
    );
}
