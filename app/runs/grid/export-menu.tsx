'use client';

import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { exportAddress } from './grid-requests';

const FORMATS = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['parquet', 'Parquet'],
] as const;

/** Downloads everything that matches, with the columns that are shown. */
export function ExportMenu({ selection }: { selection: RunGridSelection }) {
  const t = useTranslations('runs');
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('exportAll')}</Menu.Label>
        {FORMATS.map(([format, name]) => (
          <Menu.Item key={format} component="a" href={exportAddress(selection, format)} download>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
