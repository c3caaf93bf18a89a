import { flushSync } from 'react-dom';
import type { monaco } from './monaco-setup';

/** How long the typing rests until the page is told: to draw it at each key would delay the letters. */
const REST_MS = 150;

/**
 * Tells the page the text of an editor once the typing rests, and at once when something else may ask for the text: another
 * place has the focus, a key comes with Ctrl, Command or Alt, the page is left, the editor goes.
 */
export function tellAtRest(
  editor: monaco.editor.IStandaloneCodeEditor,
  tell: (text: string) => void,
): monaco.IDisposable {
  let timer: number | undefined;
  const told = () => {
    window.clearTimeout(timer);
    timer = undefined;
    tell(editor.getValue());
  };
  const now = () => {
    // What asks next finds the page drawn.
    if (timer !== undefined) flushSync(told);
  };
  const listeners = [
    editor.onDidChangeModelContent(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(told, REST_MS);
    }),
    editor.onDidBlurEditorText(now),
    editor.onKeyDown(({ ctrlKey, metaKey, altKey }) => {
      if (ctrlKey || metaKey || altKey) now();
    }),
  ];
  window.addEventListener('pagehide', now);
  return {
    dispose: () => {
      if (timer !== undefined) told();
      window.removeEventListener('pagehide', now);
      for (const listener of listeners) listener.dispose();
    },
  };
}
