'use client';

import { useEffect } from 'react';
import { whenIdle } from '../shell/when-idle';

/** Fetches the editor of queries while the page rests: the note that is opened next has it at once. */
export function PreloadEditor() {
  useEffect(() => {
    void whenIdle()
      .then(() => import('../console/monaco-editor'))
      // The note asks again.
      .catch(() => undefined);
  }, []);
  return null;
}
