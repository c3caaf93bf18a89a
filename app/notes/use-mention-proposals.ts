'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { JumpTargets } from '@/db/queries/jump';
import { MENTIONED_KINDS, type MentionedKind } from '@/lib/domain/note-mentions';
import { findPeople } from './mention-actions';
import { personMention, type StartedMention } from './mention-completion';

/** What a mention that is typed can become: the text in its place, and what is said of it. */
export interface MentionProposal {
  text: string;
  detail: string;
}

const PAUSE_MS = 120;
const MOST = 8;

/** Proposals for the mention that is typed; none while there is none. */
export function useMentionProposals(started: StartedMention | undefined): MentionProposal[] {
  const t = useTranslations('writing.mention.kind');
  const [answer, setAnswer] = useState<{ to: string; proposals: MentionProposal[] }>();
  const to = started && started.kind !== 'kind' ? `${started.kind} ${started.part}` : '';
  const { kind, part } = started ?? {};
  useEffect(() => {
    if (to === '' || kind === undefined || kind === 'kind' || part === undefined) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      // Nothing is proposed while the server is away; what is typed stays.
      const proposals = await find(kind, part).catch(() => []);
      if (isWanted) setAnswer({ to, proposals });
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [to, kind, part]);
  if (kind === 'kind')
    return MENTIONED_KINDS.filter((one) => one.startsWith(part ?? '')).map((one) => ({
      text: `#${one} `,
      detail: t(one),
    }));
  return to !== '' && answer?.to === to ? answer.proposals : [];
}

async function find(kind: MentionedKind | 'person', part: string): Promise<MentionProposal[]> {
  if (kind === 'person')
    return (await findPeople(part)).flatMap((name) => {
      const text = personMention(name);
      return text ? [{ text: `${text} `, detail: '' }] : [];
    });
  const response = await fetch(`/api/jump?q=${encodeURIComponent(part)}`);
  if (!response.ok) return [];
  const targets = (await response.json()) as JumpTargets;
  const found = {
    run: targets.runs,
    model: targets.models.map(({ id, name, version }) => ({
      id,
      name: version > 1 ? `${name} v${version}` : name,
    })),
    note: targets.notes.map(({ id, title }) => ({ id, name: title })),
    experiment: targets.experiments,
  }[kind];
  return found.slice(0, MOST).map(({ id, name }) => ({ text: `#${kind} ${id} `, detail: name }));
}
