import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/suggest/register';
// Without it the keyboard cannot leave the editor.
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import * as monaco from 'monaco-editor/editor';
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices';
import { IKeybindingService } from 'monaco-editor/platform/keybinding/common/keybinding';
import { IStorageService } from 'monaco-editor/platform/storage/common/storage';
import { PALETTE, type Scheme } from '../theme/palette';
import { SQL_CONFIGURATION, SQL_GRAMMAR } from './sql-grammar';

const SUGGEST_CONTROLLER = 'editor.contrib.suggestController';

interface SuggestController {
  cancelSuggestWidget(): void;
}

// The worker comes from the app's own origin, as a chunk of its own.
self.MonacoEnvironment = {
  getWorker: () =>
    new Worker(new URL('monaco-editor/editor/editor.worker.js', import.meta.url), { type: 'module' }),
};

monaco.languages.register({ id: 'sql' });
monaco.languages.setLanguageConfiguration('sql', SQL_CONFIGURATION);
monaco.languages.setMonarchTokensProvider('sql', SQL_GRAMMAR);

// What a proposal means is shown from the first; the editor has no option for it, but remembers it as a choice made once.
StandaloneServices.get(IStorageService).store('expandSuggestionDocs', true, 0, 0);

/** Puts the proposals of an editor away, also those that are still on their way. */
export function dropProposals(editor: monaco.editor.ICodeEditor): void {
  editor
    .getContribution<SuggestController & monaco.editor.IEditorContribution>(SUGGEST_CONTROLLER)
    ?.cancelSuggestWidget();
}

/** Has the editor sort the commands that keys call, which the first key would wait for otherwise. */
export function prepareKeys(): void {
  StandaloneServices.get(IKeybindingService).getKeybindings();
}

/** Name of the editor's theme for a colour scheme. */
export function editorTheme(scheme: Scheme): string {
  return `lathe-${scheme}`;
}

for (const scheme of ['light', 'dark'] as const) {
  const { background, surface, text, muted, line, accent, accentSoft, hover } = PALETTE[scheme];
  const token = (color: string) => color.slice(1);
  monaco.editor.defineTheme(editorTheme(scheme), {
    base: scheme === 'light' ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: token(accent) },
      { token: 'predefined.sql', foreground: token(accent) },
      { token: 'comment', foreground: token(muted) },
      { token: 'string', foreground: token(PALETTE[scheme].good) },
      { token: 'string.sql', foreground: token(PALETTE[scheme].good) },
      { token: 'number', foreground: token(PALETTE[scheme].technique.distill) },
    ],
    colors: {
      'editor.background': background,
      'editor.foreground': text,
      'editorLineNumber.foreground': muted,
      'editorLineNumber.activeForeground': text,
      'editor.lineHighlightBackground': surface,
      'editor.lineHighlightBorder': surface,
      'editor.selectionBackground': accentSoft,
      'editorWidget.background': surface,
      'editorWidget.border': line,
      'editorSuggestWidget.selectedBackground': hover,
      'editorSuggestWidget.selectedForeground': text,
      'editorSuggestWidget.selectedIconForeground': text,
      'editorSuggestWidget.focusHighlightForeground': accent,
      'editorSuggestWidget.highlightForeground': accent,
      'editorCursor.foreground': accent,
    },
  });
}

export { monaco };
