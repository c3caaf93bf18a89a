import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { NOTE_TEMPLATES, type NoteTemplate } from '@/lib/domain/note-template-names';
import { createStudy } from './template-actions';

/** Begins a study of runs and goes to it; lives beside the menu, which closes while the note is made. */
export function useStudy(runIds: readonly number[]) {
  const unreachable = useTranslations('notes')('unreachable');
  const [isPending, startTransition] = useTransition();
  const begin = (template: NoteTemplate) =>
    startTransition(async () => {
      try {
        await createStudy({ template, runIds: [...runIds] });
      } catch (error) {
        // A redirect is thrown too; it is Next's to catch.
        if (error instanceof Error && 'digest' in error) throw error;
        notifications.show({ color: 'red', message: unreachable });
      }
    });
  return { isPending, begin };
}

/** The studies that a menu offers. */
export function TemplateItems(props: { runCount: number; onBegin: (template: NoteTemplate) => void }) {
  const t = useTranslations('writing.template');
  return (
    <>
      <Menu.Label>{props.runCount > 0 ? t('ofChosen', { count: props.runCount }) : t('ofNewest')}</Menu.Label>
      {NOTE_TEMPLATES.map((template) => (
        <Menu.Item key={template} onClick={() => props.onBegin(template)}>
          {t(`name.${template}`)}
        </Menu.Item>
      ))}
    </>
  );
}
