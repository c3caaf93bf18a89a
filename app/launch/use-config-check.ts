'use client';

import { useLocale } from 'next-intl';
import { useEffect, useState } from 'react';
import type { FieldIssue } from '@/lib/domain/errors';
import type { RunConfig } from '@/lib/domain/run-config';
import { whenIdle } from '../shell/when-idle';
import type { Draft } from './form-schema';

interface Checked {
  draft: Draft;
  config: RunConfig | undefined;
  issues: FieldIssue[];
}

/** The schema is large, and nothing that the page shows first needs it: it is fetched when the page has loaded. */
async function checker() {
  await whenIdle();
  return import('./config-faults');
}

/** The draft checked by the schema of run configs, which is fetched after the page's text. */
export function useConfigCheck(draft: Draft): Checked | undefined {
  const locale = useLocale();
  const [checked, setChecked] = useState<Checked>();
  useEffect(() => {
    let isCurrent = true;
    checker()
      .then(({ checkConfig }) => checkConfig(draft, locale))
      .then((answer) => {
        if (!isCurrent) return;
        setChecked(
          'config' in answer
            ? { draft, config: answer.config, issues: [] }
            : { draft, config: undefined, issues: answer.issues },
        );
      });
    return () => {
      isCurrent = false;
    };
  }, [draft, locale]);
  return checked;
}

/** The value at the path of a fault; undefined when there is none. */
export function valueAt(draft: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      draft,
    );
}
