'use client';

import { TextInput } from '@mantine/core';
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
  const wanted = filter.trim().toLowerCase();
  const shown = tables.filter(
    ({ name, columns }) =>
      name.toLowerCase().includes(wanted) ||
      columns.some((column) => column.name.toLowerCase().includes(wanted)),
  );
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
            <details open={wanted !== '' && shown.length <= 3}>
              <summary>
                {insertButton(name)}
                {kind === 'view' && <span className="muted"> {t('view')}</span>}
                {description && <p className={classes.about}>{description}</p>}
              </summary>
              <ul className={classes.columns}>
                {columns.map((column) => (
                  <li key={column.name}>
                    {insertButton(column.name)}
                    <span className={classes.type}>{column.type}</span>
                    {column.description && <p className={classes.about}>{column.description}</p>}
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
