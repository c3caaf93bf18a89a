'use client';

import { Button, Popover } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { tagRuns, untagRuns } from '../manage-actions';
import { TagField } from '../tag-field';

/** Puts a tag on runs, or takes it off. */
export function TagButton({ ids, onDone }: { ids: number[]; onDone: () => void }) {
  const t = useTranslations('runs');
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [fault, setFault] = useState('');
  const [isPending, startTransition] = useTransition();
  const put = (act: typeof tagRuns) =>
    startTransition(async () => {
      const wrong = await act(ids, name.trim());
      setFault(wrong?.message ?? '');
      if (wrong) return;
      setName('');
      setOpen(false);
      onDone();
    });
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus shadow="md" width={260}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconTag size={14} />} onClick={() => setOpen(!isOpen)}>
          {t('tag')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('tag')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            put(tagRuns);
          }}
        >
          <TagField
            data-autofocus
            label={t('tagName')}
            description={t('tagHelp')}
            value={name}
            error={fault || undefined}
            onChange={setName}
            // Inside of the popover: a click on a proposal is no click outside of it.
            comboboxProps={{ withinPortal: false }}
          />
          <div style={{ display: 'flex', gap: 8, marginTop: 10 }}>
            <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
              {t('addTag')}
            </Button>
            <Button
              variant="default"
              disabled={name.trim() === '' || isPending}
              onClick={() => put(untagRuns)}
            >
              {t('removeTag')}
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
