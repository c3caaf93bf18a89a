'use client';

import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConnectionSummary } from '@/db/console/connections';
import type { SqlDialect } from '@/lib/domain/sql/dialect';

/** What a source speaks that is named as `parseQueryConnection` reads it. */
export function dialectOf(connections: readonly ConnectionSummary[], connection: string): SqlDialect {
  return connections.find(({ name }) => name === connection)?.kind ?? 'sqlite';
}

/** Chooses which database a tab asks; not there while the tracking database is the only one. */
export function SourceSelect(props: {
  connections: readonly ConnectionSummary[];
  value: string;
  onChange: (connection: string) => void;
}) {
  const t = useTranslations('console');
  const { connections, value, onChange } = props;
  if (connections.length === 0 && value === '') return null;
  const attachable = connections.filter(({ kind }) => kind === 'sqlite');
  const options = [
    { value: '', label: t('sourceTracking') },
    ...attachable.map(({ name }) => ({ value: `+${name}`, label: t('sourceAttached', { names: name }) })),
    ...connections.map(({ name, kind }) => ({
      value: name,
      label: kind === 'postgres' ? t('sourcePostgres', { name }) : t('sourceSqlite', { name }),
    })),
  ];
  // From a link, or of a connection that was removed: what it asks stays to be seen.
  if (!options.some((option) => option.value === value))
    options.push({
      value,
      label: value.startsWith('+')
        ? t('sourceAttached', { names: value.slice(1).replaceAll('+', ' + ') })
        : value,
    });
  return (
    <NativeSelect
      size="xs"
      aria-label={t('source')}
      title={t('source')}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={options}
    />
  );
}
