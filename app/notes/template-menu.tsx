'use client';

import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconNotebook } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { NOTE_TEMPLATES } from '@/lib/domain/note-template-names';
import { createStudy } from './template-actions';

/** Begins a note as a study of runs; of those of the newest experiment when none are named. */
export function TemplateMenu({ runIds = [] }: { runIds?: readonly number[] }) {
  const t = useTranslations('writing.template');
  const unreachable = useTranslations('notes')('unreachable');
  const [isPending, startTransition] = useTransition();
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
        <Menu.Label>{runIds.length > 0 ? t('ofChosen', { count: runIds.length }) : t('ofNewest')}</Menu.Label>
        {NOTE_TEMPLATES.map((template) => (
          <Menu.Item
            key={template}
            onClick={() =>
              startTransition(async () => {
                try {
                  await createStudy({ template, runIds: [...runIds] });
                } catch (error) {
                  // A redirect is thrown too; it is Next's to catch.
                  if (error instanceof Error && 'digest' in error) throw error;
                  notifications.show({ color: 'red', message: unreachable });
                }
              })
            }
          >
            {t(`name.${template}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
