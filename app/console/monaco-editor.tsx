'use client';

import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { editorTheme, monaco } from './monaco-setup';
import type { SqlEditorProps } from './sql-editor';

const LINE_HEIGHT = 20;
const PADDING = 8;

/** The editor itself; loaded in the browser only. */
export function MonacoEditor({ value, onChange, onRun, label, minLines, maxLines, handle }: SqlEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const scheme = useComputedColorScheme('light');
  // The editor is made once and then owns the text: a text that came back from the page would be behind the typing.
  const latest = useRef({ value, onChange, onRun });
  latest.current = { value, onChange, onRun };

  useEffect(() => {
    if (!container.current) return;
    const element = container.current;
    const created = monaco.editor.create(element, {
      value: latest.current.value,
      language: 'sql',
      ariaLabel: label,
      automaticLayout: true,
      bracketPairColorization: { enabled: false },
      fixedOverflowWidgets: true,
      fontFamily: getComputedStyle(element).getPropertyValue('--mantine-font-family-monospace'),
      fontSize: 13,
      folding: false,
      guides: { indentation: false },
      lineHeight: LINE_HEIGHT,
      lineNumbersMinChars: 3,
      minimap: { enabled: false },
      occurrencesHighlight: 'off',
      overviewRulerLanes: 0,
      padding: { top: PADDING, bottom: PADDING },
      renderLineHighlight: 'none',
      scrollBeyondLastLine: false,
      scrollbar: { alwaysConsumeMouseWheel: false },
      wordBasedSuggestions: 'currentDocument',
      wordWrap: 'on',
    });
    editor.current = created;
    const setHeight = () => {
      const lines = Math.round((created.getContentHeight() - 2 * PADDING) / LINE_HEIGHT);
      element.style.height = `${Math.min(Math.max(lines, minLines), maxLines) * LINE_HEIGHT + 2 * PADDING}px`;
    };
    created.onDidContentSizeChange(setHeight);
    setHeight();
    created.onDidChangeModelContent(() => latest.current.onChange(created.getValue()));
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => latest.current.onRun());
    return () => {
      created.getModel()?.dispose();
      created.dispose();
      editor.current = undefined;
    };
  }, [label, minLines, maxLines]);

  useEffect(() => monaco.editor.setTheme(editorTheme(scheme)), [scheme]);
  useImperativeHandle(
    handle,
    () => ({
      selectedText: () => {
        const selection = editor.current?.getSelection();
        return selection ? (editor.current?.getModel()?.getValueInRange(selection) ?? '') : '';
      },
      replaceAll: (text: string) => {
        const range = editor.current?.getModel()?.getFullModelRange();
        if (!editor.current || !range) return;
        editor.current.pushUndoStop();
        editor.current.executeEdits('page', [{ range, text }]);
        editor.current.pushUndoStop();
        editor.current.setPosition({ lineNumber: 1, column: 1 });
      },
      insert: (text: string) => {
        const selection = editor.current?.getSelection();
        if (!editor.current || !selection) return;
        editor.current.executeEdits('schema', [{ range: selection, text, forceMoveMarkers: true }]);
        editor.current.focus();
      },
    }),
    [],
  );
  return <div ref={container} />;
}
