'use client';

import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { columnId, FACT_COLUMNS } from '@/lib/domain/run-columns';
import { bestPick, useColumnName } from './column-names';
import classes from './grid.module.css';
import type { GridScope } from './grid-requests';
import { useKeyChoices } from './use-key-choices';

const FACT_GROUPS = ['run', 'result', 'model', 'origin'] as const;

/** Chooses which columns are shown, and in which order. */
export function ColumnChooser(props: {
  scope: GridScope;
  columns: readonly string[];
  usual: readonly string[];
  onChange: (columns: string[]) => void;
}) {
  const t = useTranslations('runs');
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={360} trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} />} onClick={() => setOpen(!isOpen)}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={10} maw="calc(100vw - 24px)" aria-label={t('columns')}>
        <ChooserPanel {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ChooserPanel(props: {
  scope: GridScope;
  columns: readonly string[];
  usual: readonly string[];
  onChange: (columns: string[]) => void;
}) {
  const { columns, onChange } = props;
  const t = useTranslations('runs');
  const nameOf = useColumnName();
  const [search, setSearch] = useState('');
  const choices = useKeyChoices(props.scope, search, true);
  const text = search.trim().toLowerCase();
  const matches = (id: string) => id.toLowerCase().includes(text) || nameOf(id).toLowerCase().includes(text);
  const toggle = (id: string) =>
    onChange(columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id]);
  const move = (id: string, step: number) => {
    const at = columns.indexOf(id);
    const next = columns.filter((one) => one !== id);
    next.splice(Math.max(0, at + step), 0, id);
    onChange(next);
  };
  const box = (id: string, name: string) => (
    <li key={id} className={classes.item}>
      <label>
        <input type="checkbox" checked={columns.includes(id)} onChange={() => toggle(id)} />
        <span className={classes.itemName} title={name}>
          {name}
        </span>
      </label>
    </li>
  );
  const shown = columns.filter(matches);
  return (
    <div className={classes.panel}>
      <TextInput
        size="xs"
        data-autofocus
        aria-label={t('searchColumns')}
        placeholder={t('searchColumns')}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <div className={classes.list}>
        {shown.length > 0 && (
          <p className={classes.listTitle}>{t('shownColumns', { count: columns.length })}</p>
        )}
        <ul className={classes.items}>
          {shown.map((id) => (
            <li key={id} className={classes.item} data-testid="shown-column">
              <span className={classes.itemName} title={nameOf(id)}>
                {nameOf(id)}
              </span>
              <ActionIcon
                size="sm"
                aria-label={t('moveUp', { column: nameOf(id) })}
                disabled={columns[0] === id}
                onClick={() => move(id, -1)}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                size="sm"
                aria-label={t('moveDown', { column: nameOf(id) })}
                disabled={columns.at(-1) === id}
                onClick={() => move(id, 1)}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon size="sm" aria-label={t('hide', { column: nameOf(id) })} onClick={() => toggle(id)}>
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        {FACT_GROUPS.map((group) => {
          const ids = FACT_COLUMNS.filter((fact) => fact.group === group && fact.id !== 'name').map(
            ({ id }) => id,
          );
          const found = ids.filter((id) => matches(id));
          if (found.length === 0) return null;
          return (
            <div key={group}>
              <p className={classes.listTitle}>{t(`factGroup.${group}`)}</p>
              <ul className={classes.items}>{found.map((id) => box(id, nameOf(id)))}</ul>
            </div>
          );
        })}
        {choices.params.length > 0 && <p className={classes.listTitle}>{t('params')}</p>}
        <ul className={classes.items}>
          {choices.params.map((key) => box(columnId({ type: 'param', key }), key))}
        </ul>
        {choices.metrics.length > 0 && <p className={classes.listTitle}>{t('metrics')}</p>}
        <ul className={classes.items}>
          {choices.metrics.map((key) => (
            <li key={key} className={classes.item}>
              <span className={classes.itemName} title={key}>
                {key}
              </span>
              {(['last', bestPick(key)] as const).map((pick) => {
                const id = columnId({ type: 'metric', key, pick });
                return (
                  <button
                    key={pick}
                    type="button"
                    className={classes.toggle}
                    aria-pressed={columns.includes(id)}
                    // Named by what it shows, and by the metric.
                    aria-label={`${key} ${t(`pick.${pick}`)}`}
                    onClick={() => toggle(id)}
                  >
                    {t(`pick.${pick}`)}
                  </button>
                );
              })}
            </li>
          ))}
        </ul>
        {!choices.isComplete && <p className={classes.listTitle}>{t('moreKeys')}</p>}
      </div>
      <Button variant="subtle" onClick={() => onChange([...props.usual])}>
        {t('usualColumns')}
      </Button>
    </div>
  );
}
