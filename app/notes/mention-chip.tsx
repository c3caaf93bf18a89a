'use client';

import { IconBox, IconFlask, IconNotebook, IconTimeline, IconUser } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { MentionedKind } from '@/lib/domain/note-mentions';
import { StatusMark } from '../format/status-mark';
import classes from './mention.module.css';
import { useMentioned } from './use-mentioned';

const ICONS = { run: IconTimeline, model: IconBox, note: IconNotebook, experiment: IconFlask };

/** A mention in a text: who or what it names, with the status of a run as it is now; leads to its page. */
export function MentionChip(props: { kind: string; name: string; href: string; children: ReactNode }) {
  if (props.kind === 'person')
    return (
      <a href={props.href} className={classes.chip}>
        <IconUser size={14} stroke={1.7} aria-hidden />
        <span className={classes.name}>{props.name}</span>
      </a>
    );
  return <NumberedChip {...props} kind={props.kind as MentionedKind} id={Number(props.name)} />;
}

function NumberedChip(props: { kind: MentionedKind; id: number; href: string; children: ReactNode }) {
  const t = useTranslations('writing.mention');
  const mentioned = useMentioned(props.kind, props.id);
  const Icon = ICONS[props.kind];
  const isGone = mentioned !== undefined && (mentioned.name === null || mentioned.isInTrash);
  const title = isGone ? (mentioned.isInTrash ? t('inTrash') : t('gone')) : (mentioned?.name ?? undefined);
  return (
    <a href={props.href} className={classes.chip} data-gone={isGone || undefined} title={title}>
      <Icon size={14} stroke={1.7} aria-hidden />
      <span className="muted">{props.children}</span>
      {mentioned?.name && (
        <span className={classes.name} dir="auto">
          {mentioned.name}
        </span>
      )}
      {mentioned?.status && <StatusMark status={mentioned.status} />}
    </a>
  );
}
