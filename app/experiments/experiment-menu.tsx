'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

const DescriptionDialog = dynamic(
  () => import('./experiment-dialogs').then((file) => file.DescriptionDialog),
  {
    ssr: false,
  },
);
const TrashDialog = dynamic(() => import('./experiment-dialogs').then((file) => file.TrashDialog), {
  ssr: false,
});

/** An experiment as its menu and its windows need it. */
export interface NamedExperiment {
  id: number;
  name: string;
  description: string;
}

/** What can be done with an experiment. */
export function ExperimentMenu({
  experiment,
  isTrashed,
}: {
  experiment: NamedExperiment;
  isTrashed: boolean;
}) {
  const t = useTranslations('experiments');
  const [open, setOpen] = useState<'description' | 'trash'>();
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('menu')}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setOpen('description')}>
            {t('describe')}
          </Menu.Item>
          {!isTrashed && (
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => setOpen('trash')}>
              {t('toTrash')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'description' && (
        <DescriptionDialog experiment={experiment} onClose={() => setOpen(undefined)} />
      )}
      {open === 'trash' && <TrashDialog experiment={experiment} onClose={() => setOpen(undefined)} />}
    </>
  );
}
