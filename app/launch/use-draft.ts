'use client';

import { useState } from 'react';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import { type Draft, isObject } from './form-schema';
import { inputOf, withInputDefaults } from './input-defaults';
import { type MethodSchemas, switchMethod, withExperiment } from './method-draft';

/** The draft of the form, and what earlier ones held: fields that come back find their values again. */
export function useDraft(schemas: MethodSchemas, start: Draft, inputs: readonly LaunchInput[]) {
  const [{ draft, parked }, setState] = useState<{ draft: Draft; parked: Draft }>({
    draft: start,
    parked: {},
  });
  // What was switched off is null; it comes back as it was.
  const held = Object.entries(draft).filter(([, value]) => value !== null);
  const set = (next: Draft) => setState({ draft: next, parked: { ...parked, ...Object.fromEntries(held) } });
  return {
    draft,
    parked,
    set,
    /** A person changed one field. */
    changeField: (next: Draft, key: string) => {
      if (draft.method === 'pipeline') {
        set(key === 'experiment' ? withExperiment(next, next.experiment) : next);
        return;
      }
      const { now, before } = changedInput(inputs, draft, next, key);
      set(now ? withInputDefaults(schemas[String(next.method)] ?? {}, next, now, before) : next);
    },
    changeMethod: (method: string) => set(switchMethod(schemas, draft, method, { ...parked, ...draft })),
  };
}

/** The input that a change chose, and the one before it; both undefined when the change was of something else. */
export function changedInput(
  inputs: readonly LaunchInput[],
  draft: Draft,
  next: Draft,
  key: string,
): { now: LaunchInput | undefined; before: LaunchInput | undefined } {
  const reference = (config: Draft) => {
    if (key === 'base' || key === 'teacher') return config[key];
    return key === 'student' && isObject(config.student) ? config.student.base : undefined;
  };
  // Training that begins to apply starts as the model's own.
  if (key === 'mode' || key === 'finetune') return { now: inputOf(inputs, next.base), before: undefined };
  const now = inputOf(inputs, reference(next));
  const before = inputOf(inputs, reference(draft));
  return now === before ? { now: undefined, before: undefined } : { now, before };
}
