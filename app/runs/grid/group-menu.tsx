'use client';

import { Button, Popover, TextInput } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CONFIG_GROUP, columnId, type FactId } from '@/lib/domain/run-columns';
import { useColumnName } from './column-names';
import classes from './grid.module.css';
import type { GridScope } from './grid-requests';
import { useKeyChoices } from './use-key-choices';

const MOST_GROUPS = 4;

const GROUP_FACTS: readonly FactId[] = [
  'experiment',
  'method',
  'technique',
  'architecture',
  'status',
  'bits',
  'sparsity',
  'engine',
  'dataset',
  'created_by',
  'seed',
  'backend',
];

/** Chooses what the runs are grouped by. */
export function GroupMenu(props: {
  scope: GridScope;
  groupBy: readonly string[];
  onChange: (groupBy: string[]) => void;
}) {
  const { groupBy, onChange } = props;
  const t = useTranslations('runs');
  const nameOf = useColumnName();
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const { params, isComplete } = useKeyChoices(props.scope, search, isOpen);
  const text = search.trim().toLowerCase();
  const known = [CONFIG_GROUP, ...GROUP_FACTS].filter((id) => !groupBy.includes(id));
  const ids = [
    ...groupBy,
    ...known.filter((id) => nameOf(id).toLowerCase().includes(text)),
    ...params.map((key) => columnId({ type: 'param', key })).filter((id) => !groupBy.includes(id)),
  ];
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconStack2 size={14} />} onClick={() => setOpen(!isOpen)}>
          {groupBy.length > 0
            ? t('groupedBy', { columns: groupBy.map(nameOf).join(', ').slice(0, 40) })
            : t('group')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={10} maw="calc(100vw - 24px)" aria-label={t('group')}>
        <div className={classes.panel}>
          <TextInput
            size="xs"
            data-autofocus
            aria-label={t('searchGroups')}
            placeholder={t('searchGroups')}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
          <ul className={`${classes.list} ${classes.items}`}>
            {ids.map((id) => (
              <li key={id} className={classes.item}>
                <label>
                  <input
                    type="checkbox"
                    checked={groupBy.includes(id)}
                    disabled={!groupBy.includes(id) && groupBy.length === MOST_GROUPS}
                    onChange={() =>
                      onChange(groupBy.includes(id) ? groupBy.filter((one) => one !== id) : [...groupBy, id])
                    }
                  />
                  <span className={classes.itemName} title={nameOf(id)}>
                    {nameOf(id)}
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {!isComplete && <p className={classes.listTitle}>{t('moreKeys')}</p>}
          {groupBy.length > 0 && (
            <Button variant="subtle" onClick={() => onChange([])}>
              {t('ungroup')}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
