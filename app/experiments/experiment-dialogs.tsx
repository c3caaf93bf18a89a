'use client';

import { Alert, Button, Modal, Textarea } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { ConfirmDialog, TextDialog } from '../shell/ask-dialogs';
import { describeExperiment, purgeExperiment, trashExperiment } from './actions';
import type { NamedExperiment } from './experiment-menu';

interface Props {
  experiment: NamedExperiment;
  onClose: () => void;
}

/** Asks whether all runs of an experiment shall go into the trash. */
export function TrashDialog({ experiment, onClose }: Props) {
  const t = useTranslations('experiments');
  const router = useRouter();
  return (
    <ConfirmDialog
      title={t('trashTitle', { name: experiment.name })}
      action={t('toTrash')}
      act={async () => {
        const fault = await trashExperiment(experiment.id);
        if (!fault) router.refresh();
        return fault?.message;
      }}
      onClose={onClose}
    >
      <p>{t('trashText')}</p>
    </ConfirmDialog>
  );
}

/** Deletes an experiment for good once its name was typed. */
export function PurgeDialog({ experiment, onClose }: Props) {
  const t = useTranslations('experiments');
  const router = useRouter();
  return (
    <TextDialog
      title={t('purgeTitle', { name: experiment.name })}
      label={t('purgeLabel', { name: experiment.name })}
      action={t('purge')}
      isDangerous
      mustBe={experiment.name.trim()}
      act={async () => {
        const fault = await purgeExperiment(experiment.id);
        if (!fault) router.push('/');
        return fault?.message;
      }}
      onClose={onClose}
    >
      <p>{t('purgeText')}</p>
    </TextDialog>
  );
}

/** Writes what an experiment is about; what somebody else wrote meanwhile is shown before it is written over. */
export function DescriptionDialog({ experiment, onClose }: Props) {
  const t = useTranslations('experiments');
  const router = useRouter();
  const [text, setText] = useState(experiment.description);
  const [before, setBefore] = useState(experiment.description);
  const [fault, setFault] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const save = () =>
    startTransition(async () => {
      const answer = await describeExperiment({ experimentId: experiment.id, before, after: text });
      setFault(answer.fault?.message);
      if (answer.theirs !== undefined) setBefore(answer.theirs);
      else if (!answer.fault) {
        router.refresh();
        onClose();
      }
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('describe')}
      centered
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={16}
        label={t('description')}
        placeholder={t('descriptionHint')}
        value={text}
        error={fault}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      {before !== experiment.description && (
        <Alert color="yellow" mt="sm" title={t('descriptionConflict')}>
          {before || t('descriptionEmptied')}
        </Alert>
      )}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 16 }}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button loading={isPending} onClick={save}>
          {t(before === experiment.description ? 'save' : 'saveOver')}
        </Button>
      </div>
    </Modal>
  );
}
