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
  const tellText = () => {
    window.clearTimeout(timer);
    timer = undefined;
    tell(editor.getValue());
  };
  const tellAtOnce = () => {
    // What asks next finds the page drawn.
    if (timer !== undefined) flushSync(tellText);
  };
  const listeners = [
    editor.onDidChangeModelContent(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(tellText, REST_MS);
    }),
    editor.onDidBlurEditorText(tellAtOnce),
    editor.onKeyDown(({ ctrlKey, metaKey, altKey }) => {
      if (ctrlKey || metaKey || altKey) tellAtOnce();
    }),
  ];
  window.addEventListener('pagehide', tellAtOnce);
  return {
    dispose: () => {
      if (timer !== undefined) tellText();
      window.removeEventListener('pagehide', tellAtOnce);
      for (const listener of listeners) listener.dispose();
    },
  };
}
