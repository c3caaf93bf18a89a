'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { AddButton, type Addition } from './add-to-note-button';

const AddToNoteMenu = dynamic(() => import('./add-to-note-menu').then((file) => file.AddToNoteMenu), {
  ssr: false,
  loading: () => <AddButton />,
});

/** A button that adds what a page shows to a note: to one of those changed last, or to a new one. */
export function AddToNote(props: Addition) {
  const [isWanted, setWanted] = useState(false);
  return isWanted ? <AddToNoteMenu {...props} /> : <AddButton onClick={() => setWanted(true)} />;
}
