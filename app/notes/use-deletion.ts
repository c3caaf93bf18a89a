import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { showUndo } from '../shell/show-undo';
import { isTyping } from '../shell/use-shortcuts';

/** Deletes cells of a note, and takes it back: by the button of the notice, or by Ctrl+Z while nobody types, the last first. */
export function useDeletion(deleteCell: (uid: string) => () => void): (uid: string) => void {
  const t = useTranslations('notes');
  const undos = useRef<(() => void)[]>([]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
      if (!isUndo || event.defaultPrevented || isTyping(event)) return;
      const undo = undos.current.at(-1);
      if (!undo) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (uid) => {
    const putBack = deleteCell(uid);
    const undo = () => {
      undos.current = undos.current.filter((one) => one !== undo);
      putBack();
    };
    undos.current.push(undo);
    showUndo(t('cellDeleted'), t('undo'), undo);
  };
}
