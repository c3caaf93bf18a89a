'use client';

import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SchemaTable } from '@/db/console/schema-list';
import classes from './console.module.css';

/** Tables and views with what they mean; a click on a name inserts it. */
export function SchemaList({
  tables,
  onInsert,
}: {
  tables: SchemaTable[];
  onInsert: (name: string) => void;
}) {
  const t = useTranslations('console');
  const [filter, setFilter] = useState('');
  const [opened, setOpened] = useState<Record<string, boolean>>({});
  const wanted = filter.trim().toLowerCase();
  const shown = tables.filter(
    ({ name, columns }) =>
      name.toLowerCase().includes(wanted) ||
      columns.some((column) => column.name.toLowerCase().includes(wanted)),
  );
  const isOpen = (name: string) => opened[name] ?? (wanted !== '' && shown.length <= 3);
  const insertButton = (name: string) => (
    <button
      type="button"
      className={classes.insert}
      title={t('insert', { name })}
      onClick={() => onInsert(name)}
    >
      {name}
    </button>
  );
  return (
    <section aria-label={t('schema')} className={classes.schema}>
      <h2 className={classes.schemaTitle}>{t('schema')}</h2>
      <TextInput
        size="xs"
        type="search"
        aria-label={t('filterSchema')}
        placeholder={t('filterSchema')}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      {shown.length === 0 && <p className="muted">{t('noSchemaMatch')}</p>}
      <ul className={classes.tables}>
        {shown.map(({ name, kind, description, columns }) => (
          <li key={name}>
            <div className={classes.table}>
              <button
                type="button"
                className={classes.toggle}
                aria-expanded={isOpen(name)}
                aria-label={t('columnsOf', { name })}
                onClick={() => setOpened((before) => ({ ...before, [name]: !isOpen(name) }))}
              >
                {isOpen(name) ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
              </button>
              {insertButton(name)}
              {kind === 'view' && <span className="muted">{t('view')}</span>}
            </div>
            {description && <p className={classes.aboutTable}>{description}</p>}
            {isOpen(name) && (
              <ul className={classes.columns}>
                {columns.map((column) => (
                  <li key={column.name}>
                    {insertButton(column.name)}
                    <span className={classes.type}>{column.type}</span>
                    {column.description && <p className={classes.about}>{column.description}</p>}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
