'use client';

import { Button } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconArrowsDiff,
  IconRestore,
  IconTrash,
  IconTrashX,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { TemplateMenu } from '../../notes/template-menu';
import type { ActionFault } from '../../session/act';
import { ConfirmDialog, TextDialog } from '../../shell/ask-dialogs';
import { archiveRuns, purgeRuns, restoreRuns, trashRuns, unarchiveRuns } from '../manage-actions';
import classes from './grid.module.css';
import { TagButton } from './tag-button';
import type { GridView } from './view-state';

const MOST_COMPARED = 200;

/** What can be done with the selected runs. */
export function SelectionBar(props: {
  ids: readonly number[];
  show: GridView['show'];
  onClear: () => void;
  /** Told after a change; `isGone` when the runs have left what is shown. */
  onDone: (isGone: boolean) => void;
}) {
  const { show, onDone } = props;
  const t = useTranslations('runs');
  const ids = [...props.ids];
  const [dialog, setDialog] = useState<'delete' | 'purge'>();
  const [fault, setFault] = useState('');
  const [isPending, startTransition] = useTransition();
  const close = () => setDialog(undefined);
  const does = (act: (ids: number[]) => Promise<ActionFault>) => async () => {
    const wrong = await act(ids);
    setFault(wrong?.message ?? '');
    if (!wrong) onDone(true);
    return wrong?.message;
  };
  const at = (act: (ids: number[]) => Promise<ActionFault>) => () =>
    startTransition(async () => {
      await does(act)();
    });
  return (
    <>
      <strong className="nowrap">{t('selected', { count: ids.length })}</strong>
      {show !== 'trash' && (
        <>
          {ids.length > 1 && ids.length <= MOST_COMPARED && (
            <Button
              component={Link}
              href={`/compare?runs=${ids.join(',')}`}
              variant="default"
              leftSection={<IconArrowsDiff size={14} />}
            >
              {t('compare')}
            </Button>
          )}
          {ids.length <= MOST_COMPARED && <TemplateMenu runIds={ids} />}
          <TagButton ids={ids} onDone={() => onDone(false)} />
          {show === 'archived' ? (
            <Button
              variant="default"
              leftSection={<IconArchiveOff size={14} />}
              loading={isPending}
              onClick={at(unarchiveRuns)}
            >
              {t('unarchive')}
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconArchive size={14} />}
              loading={isPending}
              onClick={at(archiveRuns)}
            >
              {t('archive')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => setDialog('delete')}>
            {t('delete')}
          </Button>
        </>
      )}
      {show === 'trash' && (
        <>
          <Button
            variant="default"
            leftSection={<IconRestore size={14} />}
            loading={isPending}
            onClick={at(restoreRuns)}
          >
            {t('restore')}
          </Button>
          <Button variant="default" leftSection={<IconTrashX size={14} />} onClick={() => setDialog('purge')}>
            {t('purge')}
          </Button>
        </>
      )}
      <Button variant="subtle" onClick={props.onClear}>
        {t('clear')}
      </Button>
      {fault && (
        <span role="alert" className={classes.message}>
          {fault}
        </span>
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title={t('deleteTitle', { count: ids.length })}
          action={t('toTrash')}
          act={does(trashRuns)}
          onClose={close}
        >
          <p style={{ marginTop: 0 }}>{t('deleteText')}</p>
        </ConfirmDialog>
      )}
      {dialog === 'purge' && (
        <TextDialog
          title={t('purgeTitle', { count: ids.length })}
          label={t('purgeLabel', { count: ids.length })}
          mustBe={String(ids.length)}
          action={t('purge')}
          isDangerous
          act={does(purgeRuns)}
          onClose={close}
        >
          <p style={{ marginTop: 0 }}>{t('purgeText')}</p>
        </TextDialog>
      )}
    </>
  );
}
