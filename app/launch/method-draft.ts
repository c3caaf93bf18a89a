import { type Draft, type FieldSchema, isObject, newDraft } from './form-schema';

/** The fields of each method, by its name. */
export type MethodSchemas = Record<string, FieldSchema | undefined>;

/** The steps of a draft of a pipeline; what is no step is left out. */
export function stepsOf(draft: Draft): { step: string; config: Draft }[] {
  const steps = Array.isArray(draft.steps) ? draft.steps : [];
  return steps.map((entry: unknown) => {
    const { step, config } = isObject(entry) ? entry : {};
    return { step: typeof step === 'string' ? step : '', config: isObject(config) ? config : {} };
  });
}

/**
 * The draft of another method. Fields that both have are kept, and those that an earlier draft had, which stand in
 * `parked`; a job becomes the first step of a pipeline, and the first step of a method becomes the job.
 */
export function switchMethod(schemas: MethodSchemas, draft: Draft, method: string, parked: Draft): Draft {
  const schema = schemas[method] ?? {};
  if (draft.method === method) return draft;
  if (method === 'pipeline') {
    const { name: _name, ...job } = draft;
    const kept = stepsOf(parked);
    const steps = kept.length > 0 ? kept : [{ step: String(draft.method), config: job }];
    return withExperiment({ ...newDraft(schema, draft), steps }, draft.experiment);
  }
  if (draft.method === 'pipeline') {
    const found = stepsOf(draft).find(({ config }) => config.method === method)?.config;
    return newDraft(schema, { ...parked, ...found, experiment: draft.experiment });
  }
  return newDraft(schema, { ...parked, ...draft });
}

/** A pipeline in another experiment; its steps go with it. */
export function withExperiment(draft: Draft, experiment: unknown): Draft {
  const steps = stepsOf(draft).map(({ step, config }) => ({ step, config: { ...config, experiment } }));
  return { ...draft, experiment, steps };
}

/** A pipeline with a step more at its end: the usual next method, reading the model of the last step that makes one. */
export function withNewStep(schemas: MethodSchemas, draft: Draft): Draft {
  const steps = stepsOf(draft);
  const last = steps.findLast(({ config }) => config.method !== 'sensitivity');
  const method = last === undefined ? 'train' : (NEXT[String(last.config.method)] ?? 'prune');
  const reference = last && { step: last.step };
  const config = newDraft(schemas[method] ?? {}, {
    ...(last?.config.dataset === undefined ? {} : { dataset: last.config.dataset }),
    experiment: draft.experiment,
    ...(reference && { base: reference, student: { base: reference } }),
  });
  return { ...draft, steps: [...steps, { step: freeName(steps, method), config }] };
}

const NEXT: Record<string, string> = {
  train: 'prune',
  prune: 'quantize',
  quantize: 'distill',
  distill: 'quantize',
};

function freeName(steps: readonly { step: string }[], name: string): string {
  let free = name;
  for (let number = 2; steps.some(({ step }) => step === free); number++) free = `${name} ${number}`;
  return free;
}

/** The pipeline with a step one place earlier (-1) or later (1); the same draft at either end. */
export function withMovedStep(draft: Draft, index: number, by: -1 | 1): Draft {
  const steps = stepsOf(draft);
  const target = index + by;
  if (target < 0 || target >= steps.length) return draft;
  [steps[index], steps[target]] = [steps[target], steps[index]];
  return { ...draft, steps };
}

/** The pipeline without a step. */
export function withoutStep(draft: Draft, index: number): Draft {
  return { ...draft, steps: stepsOf(draft).filter((_, position) => position !== index) };
}

/** The pipeline with a step called otherwise; later steps that read it follow. */
export function withRenamedStep(draft: Draft, index: number, name: string): Draft {
  const steps = stepsOf(draft);
  const old = steps[index]?.step;
  // While two steps share a name nobody can tell which one a reference means.
  const isOnly = steps.filter(({ step }) => step === old).length === 1;
  return {
    ...draft,
    steps: steps.map(({ step, config }, position) => {
      if (position === index) return { step: name, config };
      return {
        step,
        config: isOnly && old && position > index ? (renamed(config, old, name) as Draft) : config,
      };
    }),
  };
}

function renamed(value: unknown, old: string, name: string): unknown {
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && value.step === old) return { step: name };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, old, name)]));
}

/** The pipeline with the config of one step replaced. */
export function withStepConfig(draft: Draft, index: number, config: Draft): Draft {
  const steps = stepsOf(draft);
  steps[index] = { ...steps[index], config };
  return { ...draft, steps };
}
