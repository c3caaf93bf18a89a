'use client';

import { createContext, useContext } from 'react';
import type { InputChoice } from '@/db/queries/models';
import type { FieldIssue } from '@/lib/domain/errors';

interface FieldContextValue {
  issues: readonly FieldIssue[];
  inputs: readonly InputChoice[];
  experiments: readonly string[];
}

/** What all fields of the form share. */
export const FieldContext = createContext<FieldContextValue>({ issues: [], inputs: [], experiments: [] });

/** The fault of a field, of anything inside it with `withInner`; undefined when it has none. */
export function useFieldError(path: string, withInner = false): string | undefined {
  const { issues } = useContext(FieldContext);
  return issues.find((issue) => issue.path === path || (withInner && issue.path.startsWith(`${path}.`)))
    ?.message;
}
