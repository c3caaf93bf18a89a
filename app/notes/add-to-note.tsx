'use client';

import dynamic from 'next/dynamic';
import { use, useState } from 'react';
import { AddButton, type Addition } from './add-to-note-button';
import { OpenNoteContext } from './pane/use-note-pane';

const AddToNoteMenu = dynamic(() => import('./add-to-note-menu').then((file) => file.AddToNoteMenu), {
  ssr: false,
  loading: () => <AddButton />,
});
const AddToOpenNote = dynamic(() => import('./add-to-open-note').then((file) => file.AddToOpenNote), {
  ssr: false,
  loading: () => <AddButton />,
});

/** A button that adds what a page shows to a note: to the one beside it, one of those changed last, or a new one. */
export function AddToNote(props: Addition) {
  const [isWanted, setWanted] = useState(false);
  const open = use(OpenNoteContext);
  if (open) return <AddToOpenNote {...props} note={open} />;
  return isWanted ? (
    <AddToNoteMenu {...props} target={<AddButton />} />
  ) : (
    <AddButton onClick={() => setWanted(true)} />
  );
}
