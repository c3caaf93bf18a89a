'use client';

import { useLater } from '../shell/when-idle';

const load = () => import('../console/monaco-editor');

/** Stands on the list of notes: the editor of queries is fetched once the list has nothing to do. */
export function EditorLater() {
  useLater(load);
  return null;
}
