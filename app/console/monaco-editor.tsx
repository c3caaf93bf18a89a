'use client';

import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { statementAt } from '@/lib/domain/sql/statements';
import { statementRanges } from '@/lib/domain/sql/tokens';
import { setCompletionSchema } from './completion/monaco-completion';
import classes from './console.module.css';
import { LINE_HEIGHT } from './line-height';
import { rangeOf } from './monaco-range';
import { dropProposals, editorTheme, monaco, prepareKeys } from './monaco-setup';
import type { SqlEditorProps } from './sql-editor';
import { SYNTAX_MARKS, watchSyntax } from './syntax-marks';
import { tellAtRest } from './tell-at-rest';

const PADDING = 8;

/** How the statement that a run would take is shown. */
const STATEMENT: monaco.editor.IModelDecorationOptions = {
  isWholeLine: true,
  linesDecorationsClassName: classes.currentStatement,
};

/** The same where others stand on its lines. */
const STATEMENT_TEXT: monaco.editor.IModelDecorationOptions = { className: classes.currentStatementText };

/** Of a document whose editor is gone: its text with what was done to it, the text that was given last, and the cursor. */
interface Kept {
  model: monaco.editor.ITextModel;
  given: string;
  view: monaco.editor.ICodeEditorViewState | null;
}

const kept = new Map<string, Kept>();

/** The model of a document as it was left, unless another text is given since; a new one for another document. */
function modelOf({ document, value }: SqlEditorProps): monaco.editor.ITextModel {
  const left = document === undefined ? undefined : kept.get(document);
  if (!left) return monaco.editor.createModel(value, 'sql');
  const { model, given } = left;
  // The last letters may be on their way to the page: then it gives what it gave before.
  if (value !== given && value !== model.getValue())
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
  return model;
}

/** The editor itself; loaded in the browser only. */
export function MonacoEditor(props: SqlEditorProps) {
  const { label, minLines, maxLines, handle, schema, dialect } = props;
  const container = useRef<HTMLDivElement>(null);
  const fitHeight = useRef<() => void>(undefined);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const checkSyntax = useRef<() => void>(undefined);
  const scheme = useComputedColorScheme('light');
  // The editor is made once and then owns the text: a text that came back from the page would be behind the typing.
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!container.current) return;
    const element = container.current;
    const created = monaco.editor.create(element, {
      model: modelOf(latest.current),
      acceptSuggestionOnEnter: 'smart',
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
      wordBasedSuggestions: 'off',
      wordWrap: 'on',
    });
    editor.current = created;
    const { document } = latest.current;
    if (document !== undefined) created.restoreViewState(kept.get(document)?.view ?? null);
    const setHeight = () => {
      const { minLines, maxLines } = latest.current;
      const lines = Math.round((created.getContentHeight() - 2 * PADDING) / LINE_HEIGHT);
      element.style.height = `${Math.min(Math.max(lines, minLines), maxLines) * LINE_HEIGHT + 2 * PADDING}px`;
    };
    created.onDidContentSizeChange(setHeight);
    setHeight();
    fitHeight.current = setHeight;
    const shown = created.createDecorationsCollection();
    let showing: number | undefined;
    // Behind the frame that shows the letter, and once for all that one key changes.
    const showStatementSoon = () => {
      showing ??= window.setTimeout(showStatement, 0);
    };
    const showStatement = () => {
      showing = undefined;
      const model = created.getModel();
      const position = created.getPosition();
      if (!model || !position) return;
      const offset = model.getOffsetAt(position);
      const { showsStatement, dialect: spoken } = latest.current;
      const at = showsStatement ? statementAt(model.getValue(), offset, spoken) : undefined;
      if (!at) return shown.clear();
      const range = rangeOf(model, at);
      const others = statementRanges(model.getValue(), spoken).filter(({ start }) => start !== at.start);
      const isAlone = others.every((other) => {
        const { startLineNumber, endLineNumber } = rangeOf(model, other);
        return endLineNumber < range.startLineNumber || startLineNumber > range.endLineNumber;
      });
      const marks = isAlone ? [STATEMENT] : [STATEMENT, STATEMENT_TEXT];
      // The marks grow with what is typed in them.
      const before = shown.getRanges();
      if (before.length === marks.length && before.every((one) => one.equalsRange(range))) return;
      shown.set(marks.map((options) => ({ range, options })));
    };
    created.onDidChangeCursorPosition(showStatementSoon);
    created.onDidChangeModelContent(() => {
      monaco.editor.setModelMarkers(created.getModel() as monaco.editor.ITextModel, 'query', []);
      showStatementSoon();
    });
    const telling = tellAtRest(created, (text) => latest.current.onChange(text));
    showStatement();
    const preparing = window.setTimeout(prepareKeys, 0);
    const syntax = watchSyntax(created, () => latest.current.dialect);
    checkSyntax.current = syntax.check;
    // Several editors may be on a page: a command of one would be that of the last.
    created.onKeyDown((event) => {
      // The editor's own Escape leaves those alone that are still on their way; it comes first.
      if (event.keyCode === monaco.KeyCode.Escape) window.setTimeout(() => dropProposals(created), 0);
      if (event.keyCode !== monaco.KeyCode.Enter || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      // Proposals would lie over the result.
      dropProposals(created);
      if (event.shiftKey) latest.current.onRunAll?.();
      else latest.current.onRun();
    });
    return () => {
      window.clearTimeout(showing);
      window.clearTimeout(preparing);
      syntax.dispose();
      telling.dispose();
      const model = created.getModel();
      if (document === undefined) model?.dispose();
      else if (model)
        kept.set(document, { model, given: latest.current.value, view: created.saveViewState() });
      created.dispose();
      editor.current = undefined;
    };
  }, [label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows its bounds
  useEffect(() => fitHeight.current?.(), [minLines, maxLines]);

  useEffect(() => {
    if (schema) setCompletionSchema(schema, dialect);
  }, [schema, dialect]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the grammar is that of the dialect
  useEffect(() => checkSyntax.current?.(), [dialect]);
  useEffect(() => monaco.editor.setTheme(editorTheme(scheme)), [scheme]);
  useImperativeHandle(
    handle,
    () => ({
      text: () => editor.current?.getValue() ?? latest.current.value,
      selection: () => {
        const model = editor.current?.getModel();
        const selection = editor.current?.getSelection();
        if (!model || !selection) return { start: 0, end: 0 };
        return {
          start: model.getOffsetAt(selection.getStartPosition()),
          end: model.getOffsetAt(selection.getEndPosition()),
        };
      },
      mark: (faults) => {
        const model = editor.current?.getModel();
        if (!model) return;
        const severity = monaco.MarkerSeverity.Error;
        // What the engine says stands alone: it may say the same.
        if (faults.length > 0) monaco.editor.setModelMarkers(model, SYNTAX_MARKS, []);
        monaco.editor.setModelMarkers(
          model,
          'query',
          faults.map(({ message, ...place }) => ({ ...rangeOf(model, place), message, severity })),
        );
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
