'use client';

import { Skeleton } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { NoteEditor } from '../note-editor';
import { type OpenedNote, openNote } from '../open-actions';

/** Notes, as pages were drawn with them, that have been shown. */
const shown = new WeakSet<object>();

/**
 * The editor of a note on its page. The browser's Back gives a page as it was drawn once: its text, drafts and results
 * are asked for before the editor begins.
 */
export function PageEditor({ opened }: { opened: OpenedNote }) {
  const router = useRouter();
  const [old] = useState(() => (shown.has(opened.note) ? opened : undefined));
  const [answer, setAnswer] = useState<OpenedNote>();
  useEffect(() => {
    shown.add(opened.note);
  }, [opened]);
  useEffect(() => {
    if (!old) return;
    let isCurrent = true;
    // While the server is away, what was drawn then is better than nothing.
    openNote(old.note.id)
      .catch(() => old)
      .then((found) => {
        if (!isCurrent) return;
        if (found) setAnswer(found);
        // It is in the trash by now, as its page will say.
        else router.refresh();
      });
    return () => {
      isCurrent = false;
    };
  }, [old, router]);
  const now = opened === old ? answer : opened;
  if (!now) return <Skeleton height={320} radius={4} />;
  const { note: initial, ...rest } = now;
  return <NoteEditor initial={initial} {...rest} />;
}
