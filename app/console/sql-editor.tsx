'use client';

import { lazy, type Ref, Suspense } from 'react';
import type { SchemaTable } from '@/db/console/schema-list';
import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { useIsHydrated } from '../shell/use-is-hydrated';
import classes from './console.module.css';
import { LINE_HEIGHT } from './line-height';

/** A fault in the text of an editor; offsets in UTF-16 units. */
export interface EditorFault {
  start: number;
  end: number;
  message: string;
}

/** What a page may ask of an editor. */
export interface SqlEditorHandle {
  text(): string;
  /** Offsets of the selection; both are the cursor's when nothing is selected. */
  selection(): { start: number; end: number };
  /** Puts another text in the place of all of it; it can be undone. */
  replaceAll(text: string): void;
  /** Puts text in the place of the selection. */
  insert(text: string): void;
  /** Underlines faults, in the place of those before. */
  mark(faults: readonly EditorFault[]): void;
}

export interface SqlEditorProps {
  /** The text at first; later ones are given to `replaceAll`. */
  value: string;
  /** True while the text is not known yet: what is given is shown and cannot be changed. */
  isWaiting?: boolean;
  onChange: (value: string) => void;
  /** Ctrl+Enter, or Command+Enter. */
  onRun: () => void;
  /** Ctrl+Shift+Enter. */
  onRunAll?: () => void;
  label: string;
  minLines: number;
  maxLines: number;
  /** True to show which statement a run would take. */
  showsStatement?: boolean;
  /** Tables that completion proposes; those of the last editor that had any, when left out. */
  schema?: readonly SchemaTable[];
  /** What completion proposes; SQLite's by default. */
  dialect?: SqlDialect;
  handle?: Ref<SqlEditorHandle>;
  /** Name under which what was done to the text, to undo it, and the cursor outlive the editor, as long as the page lives. */
  document?: string;
}

const Editor = lazy(() => import('./monaco-editor').then(({ MonacoEditor }) => ({ default: MonacoEditor })));

/** An editor for SQL, as high as its text between `minLines` and `maxLines`; the text can be read while it loads. */
export function SqlEditor(props: SqlEditorProps) {
  // Monaco runs in browsers alone.
  const isHydrated = useIsHydrated();
  const ahead = <pre className={classes.editorAhead}>{props.value}</pre>;
  return (
    <div className={classes.editor} style={{ minHeight: props.minLines * LINE_HEIGHT + 18 }}>
      {isHydrated && !props.isWaiting ? (
        <Suspense fallback={ahead}>
          <Editor {...props} />
        </Suspense>
      ) : (
        ahead
      )}
    </div>
  );
}
