'use client';

import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconTable } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'next-intl';
import { memo, useMemo, useState } from 'react';
import type { SchemaTable } from '@/db/console/schema-list';
import type { TableSize } from '@/db/queries/table-sizes';
import classes from './console.module.css';
import type { SourceSchema } from './use-source-schema';

/** Tables and views with what they mean and how many rows they hold; a click on a name inserts it. */
// Kept while its properties are the same: hundreds of tables are not to be drawn anew at each key in the editor.
export const SchemaList = memo(function SchemaList({
  schema: { tables, fault, isLoading },
  sizes,
  onInsert,
  onSample,
}: {
  schema: SourceSchema;
  sizes: TableSize[];
  onInsert: (name: string) => void;
  onSample: (table: SchemaTable) => void;
}) {
  const t = useTranslations('console');
  const format = useFormatter();
  const sizeOf = useMemo(() => new Map(sizes.map((size) => [size.table, size])), [sizes]);
  const rowsOf = (name: string) => {
    const size = sizeOf.get(name);
    if (!size) return null;
    const { rows, isEstimate, isBound } = size;
    const title = isBound ? 'rowsOver' : isEstimate ? 'rowsEstimated' : 'rows';
    return (
      <span className={classes.size} title={t(title, { count: rows })}>
        {isBound && '> '}
        {isEstimate && '≈ '}
        {format.number(rows, isEstimate ? { notation: 'compact', maximumSignificantDigits: 3 } : {})}
      </span>
    );
  };
  const [filter, setFilter] = useState('');
  const [opened, setOpened] = useState<Record<string, boolean>>({});
  const wanted = filter.trim().toLowerCase();
  const shown = tables.filter(
    ({ name, columns }) =>
      name.toLowerCase().includes(wanted) ||
      columns.some((column) => column.name.toLowerCase().includes(wanted)),
  );
  const isOpen = (name: string) => opened[name] ?? (wanted !== '' && shown.length <= 3);
  const insertButton = ({ name, sql }: { name: string; sql?: string }) => (
    <button
      type="button"
      className={classes.insert}
      title={t('insert', { name })}
      onClick={() => onInsert(sql ?? name)}
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
      {fault && <p role="alert">{fault}</p>}
      {isLoading && (
        <p className="muted" role="status">
          {t('schemaLoading')}
        </p>
      )}
      {shown.length === 0 && !fault && !isLoading && <p className="muted">{t('noSchemaMatch')}</p>}
      <ul className={classes.tables}>
        {shown.map(({ name, sql, kind, description, columns }) => (
          <li key={sql ?? name}>
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
              {insertButton({ name, sql })}
              {kind === 'view' && <span className="muted">{t('view')}</span>}
              {sql === undefined && rowsOf(name)}
              <button
                type="button"
                className={classes.sample}
                title={t('sampleOf', { name })}
                aria-label={t('sampleOf', { name })}
                onClick={() => onSample({ name, sql, kind, description, columns })}
              >
                <IconTable size={14} />
              </button>
            </div>
            {description && <p className={classes.aboutTable}>{description}</p>}
            {isOpen(name) && (
              <ul className={classes.columns}>
                {columns.map((column) => (
                  <li key={column.name}>
                    {insertButton(column)}
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
});
