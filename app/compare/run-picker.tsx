'use client';

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import type { RunChoice } from '@/db/queries/compare-runs';
import { orNothing } from '../format/or-nothing';
import { type CompareSettings, compareAddress, parseRunIds } from './settings';
import { useAnswer } from './use-answer';

const SEARCH_PAUSE_MS = 200;

/** Adding runs by name, by id, or many ids at once as "3, 5, 8". */
export function RunPicker(props: { runIds: readonly number[]; settings?: CompareSettings; w?: number }) {
  const { runIds, settings, w = 320 } = props;
  const t = useTranslations('compare');
  const router = useRouter();
  const [search, setSearch] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [wanted] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const { value } = useAnswer<{ runs: RunChoice[] }>(
    isOpen ? `/api/compare/runs?${new URLSearchParams({ search: wanted })}` : undefined,
  );
  const add = (ids: number[]) => {
    setSearch('');
    router.push(compareAddress([...new Set([...runIds, ...ids])], settings));
  };
  const addTyped = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !/^[\s#\d,;]+$/.test(search)) return;
    event.preventDefault();
    event.stopPropagation();
    add(parseRunIds(search));
  };
  const present = new Set(runIds);
  return (
    <Select
      size="xs"
      w={w}
      maw="100%"
      label={t('addRun')}
      placeholder={t('addRunHint')}
      leftSection={<IconPlus size={14} />}
      searchable
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      onDropdownOpen={() => setOpen(true)}
      onKeyDownCapture={addTyped}
      filter={orNothing(t('nothingFound'), ({ options }) => options)}
      data={(value?.runs ?? [])
        .filter(({ id }) => !present.has(id))
        .map(({ id, name, experimentName }) => ({
          value: String(id),
          label: `#${id} ${name} · ${experimentName}`,
        }))}
      onChange={(id) => id && add([Number(id)])}
    />
  );
}
