'use client';

import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { RunField } from './run-field';
import { type CompareSettings, compareAddress } from './settings';

/** Adds runs to a comparison. */
export function RunPicker(props: { runIds: readonly number[]; settings?: CompareSettings; w?: number }) {
  const { runIds, settings, w } = props;
  const t = useTranslations('compare');
  const router = useRouter();
  return (
    <RunField
      label={t('addRun')}
      icon={<IconPlus size={14} />}
      present={runIds}
      w={w}
      onChoose={(ids) => router.push(compareAddress([...new Set([...runIds, ...ids])], settings))}
    />
  );
}
