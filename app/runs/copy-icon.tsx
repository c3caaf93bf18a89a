'use client';

import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

/** A small sign that copies a text. */
export function CopyIcon({ text, label }: { text: string; label: string }) {
  const t = useTranslations('shell');
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon size="xs" aria-label={copied ? t('copied') : label} title={label} onClick={copy}>
          {copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
