'use client';

import { createContext, useContext } from 'react';
import type { KnownDataset } from '@/db/queries/estimates';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import type { FieldIssue } from '@/lib/domain/errors';
import type { Draft } from './form-schema';

interface FieldContextValue {
  /** Faults to show now. */
  issues: readonly FieldIssue[];
  inputs: readonly LaunchInput[];
  experiments: readonly string[];
  datasets: readonly KnownDataset[];
  /** What earlier drafts held, for fields that come back. */
  parked: Draft;
  /** Names of the steps before the one whose fields these are. */
  earlierSteps: readonly string[];
  /** Looks for inputs that were not sent with the page. */
  onSearch: (text: string) => void;
}

/** What all fields of the form share. */
export const FieldContext = createContext<FieldContextValue>({
  issues: [],
  inputs: [],
  experiments: [],
  datasets: [],
  parked: {},
  earlierSteps: [],
  onSearch: () => {},
});

/** The fault of a field, of anything inside it with `withInner`; undefined when it has none. */
export function useFieldError(path: string, withInner = false): string | undefined {
  const { issues } = useContext(FieldContext);
  return issues.find((issue) => issue.path === path || (withInner && issue.path.startsWith(`${path}.`)))
    ?.message;
}
