'use client';

import { ActionIcon } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconX } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import classes from './facts.module.css';
import { tagRuns, untagRuns } from './manage-actions';
import { TagField } from './tag-field';

/** The tags of a run; another one is typed and entered, or taken from those that exist. */
export function RunTags({ runId, tags }: { runId: number; tags: string[] }) {
  const t = useTranslations('run');
  const router = useRouter();
  const [name, setName] = useState('');
  const [isPending, startTransition] = useTransition();
  const change = (act: typeof tagRuns, tag: string) =>
    startTransition(async () => {
      const fault = await act([runId], tag);
      if (fault) {
        notifications.show({ color: 'red', title: t('notDone'), message: fault.message, autoClose: 15_000 });
        return;
      }
      setName('');
      router.refresh();
    });
  return (
    <ul className={classes.tags} aria-label={t('tags')}>
      {tags.map((tag) => (
        <li key={tag} className={classes.tag} title={tag}>
          <bdi>{tag}</bdi>
          <ActionIcon
            size="xs"
            aria-label={t('removeTag', { name: tag })}
            disabled={isPending}
            onClick={() => change(untagRuns, tag)}
          >
            <IconX size={11} />
          </ActionIcon>
        </li>
      ))}
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '' && !isPending) change(tagRuns, name);
          }}
        >
          <TagField
            w={130}
            variant="unstyled"
            aria-label={t('newTag')}
            placeholder={`+ ${t('newTag')}`}
            value={name}
            without={tags}
            onChange={setName}
            onOptionSubmit={(tag) => change(tagRuns, tag)}
            comboboxProps={{ width: 240, position: 'bottom-start' }}
          />
        </form>
      </li>
    </ul>
  );
}
