'use client';

import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { COMPARED_FACTS } from '@/db/queries/compare-runs';
import type { ColumnChoice } from '@/db/queries/compare-values';
import { orNothing } from '../format/or-nothing';
import { selectText } from '../format/select-text';
import { columnKind } from './columns';
import { useAnswer } from './use-answer';
import { useColumnName } from './use-column-name';

const SEARCH_PAUSE_MS = 200;

/** What can be chosen: quantities are numbers; metrics are those alone. */
export type ColumnWish = 'quantity' | 'any' | 'metric';

/** Choosing a fact, param or metric of the compared runs; thousands of keys are searched on the server. */
export function ColumnSelect(
  props: {
    runIds: readonly number[];
    wish: ColumnWish;
    value: string | null;
    onChoose: (column: string) => void;
    /** Choices before all others. */
    first?: { value: string; label: string }[];
  } & Pick<SelectProps, 'label' | 'w' | 'placeholder'>,
) {
  const { runIds, wish, value, onChoose, first = [], ...rest } = props;
  const t = useTranslations('compare');
  const nameOf = useColumnName();
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  // Before anybody types, the field holds the name of what is chosen.
  const isTyped = isOpen && (value === null || search !== nameOf(value));
  const [wanted] = useDebouncedValue(isTyped ? search : '', SEARCH_PAUSE_MS);
  const query = new URLSearchParams({ runs: runIds.join(','), search: wanted });
  if (wish === 'metric') query.set('only', 'metrics');
  const { value: answer } = useAnswer<{ choices: ColumnChoice[]; total: number }>(
    isOpen ? `/api/compare/choices?${query}` : undefined,
  );
  const facts =
    wish === 'metric'
      ? []
      : COMPARED_FACTS.filter((fact) => wish === 'any' || columnKind(fact) !== 'text').map((fact) => ({
          value: fact as string,
          label: nameOf(fact),
        }));
  const read = (answer?.choices ?? [])
    .filter(({ isNumeric }) => wish !== 'quantity' || isNumeric)
    .map(({ column }) => ({ value: column, label: nameOf(column) }));
  const known = new Set([...first, ...facts, ...read].map((choice) => choice.value));
  const own = value !== null && !known.has(value) ? [{ value, label: nameOf(value) }] : [];
  const groups = [
    { group: t('group.chosen'), items: [...first, ...own] },
    { group: t('group.facts'), items: facts },
    { group: t('group.params'), items: read.filter((choice) => choice.value.startsWith('param:')) },
    { group: t('group.metrics'), items: read.filter((choice) => choice.value.startsWith('metric:')) },
  ].filter(({ items }) => items.length > 0);
  return (
    <Select
      size="xs"
      searchable
      onFocus={selectText}
      data={groups}
      value={value}
      limit={150}
      maxDropdownHeight={320}
      filter={orNothing(t('nothingFound'))}
      comboboxProps={{ withinPortal: true, width: 280, position: 'bottom-start' }}
      onDropdownOpen={() => setOpen(true)}
      onSearchChange={setSearch}
      onChange={(column) => column && onChoose(column)}
      {...rest}
    />
  );
}
