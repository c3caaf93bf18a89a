'use client';

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { RunChoice } from '@/db/queries/compare-runs';
import { orNothing } from '../format/or-nothing';
import { parseRunIds } from './settings';
import { useAnswer } from './use-answer';

const SEARCH_PAUSE_MS = 200;

/** A field that proposes runs by a part of their name or by number, and takes many numbers at once as "3, 5, 8". */
export function RunField(props: {
  label: string;
  icon?: ReactNode;
  /** Runs that are chosen already. */
  present?: readonly number[];
  w?: number;
  onChoose: (ids: number[]) => void;
}) {
  const { label, icon, present = [], w = 320, onChoose } = props;
  const t = useTranslations('compare');
  const [search, setSearch] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [wanted] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const { value } = useAnswer<{ runs: RunChoice[] }>(
    isOpen ? `/api/compare/runs?${new URLSearchParams({ search: wanted })}` : undefined,
  );
  const choose = (ids: number[]) => {
    setSearch('');
    onChoose(ids);
  };
  const chooseTyped = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !/^[\s#\d,;]+$/.test(search)) return;
    event.preventDefault();
    event.stopPropagation();
    choose(parseRunIds(search));
  };
  return (
    <Select
      size="xs"
      w={w}
      maw="100%"
      label={label}
      placeholder={t('addRunHint')}
      leftSection={icon}
      searchable
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      onDropdownOpen={() => setOpen(true)}
      onKeyDownCapture={chooseTyped}
      filter={orNothing(t('nothingFound'), ({ options }) => options)}
      data={(value?.runs ?? [])
        .filter(({ id }) => !present.includes(id))
        .map(({ id, name, experimentName }) => ({
          value: String(id),
          label: `#${id} ${name} · ${experimentName}`,
        }))}
      onChange={(id) => id && choose([Number(id)])}
    />
  );
}
