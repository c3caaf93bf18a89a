'use client';

import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconNotebook } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { TemplateItems, useStudy } from './template-items';

/** Begins a note as a study of runs; of those of the newest experiment when none are named. */
export function TemplateMenu({ runIds = [] }: { runIds?: readonly number[] }) {
  const t = useTranslations('writing.template');
  const { isPending, begin } = useStudy(runIds);
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          loading={isPending}
          leftSection={<IconNotebook size={14} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('begin')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <TemplateItems runCount={runIds.length} onBegin={begin} />
      </Menu.Dropdown>
    </Menu>
  );
}
