'use client';

import dynamic from 'next/dynamic';
import type { Ref } from 'react';
import classes from './console.module.css';

/** What a page may ask of an editor. */
export interface SqlEditorHandle {
  /** The selected text, empty when nothing is selected. */
  selectedText(): string;
  /** Puts another text in the place of all of it; it can be undone. */
  replaceAll(text: string): void;
  /** Puts text in the place of the selection. */
  insert(text: string): void;
}

export interface SqlEditorProps {
  /** The text at first; later ones are given to `replaceAll`. */
  value: string;
  onChange: (value: string) => void;
  /** Ctrl+Enter, or Command+Enter. */
  onRun: () => void;
  label: string;
  minLines: number;
  maxLines: number;
  handle?: Ref<SqlEditorHandle>;
}

const Editor = dynamic(() => import('./monaco-editor').then(({ MonacoEditor }) => MonacoEditor), {
  ssr: false,
});

/** An editor for SQL, as high as its text between `minLines` and `maxLines`. */
export function SqlEditor(props: SqlEditorProps) {
  return (
    <div className={classes.editor} style={{ minHeight: props.minLines * 20 + 18 }}>
      <Editor {...props} />
    </div>
  );
}
