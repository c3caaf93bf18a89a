'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerTrackNext, IconRefresh, IconX } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { isFinalStatus, type RunStatus } from '@/lib/domain/run-status';
import type { ActionFault } from '../session/act';
import { cancelRun, resumeRun, runAgain } from './actions';

/** What can be done with a run in its present status. */
export function RunButtons(props: {
  runId: number;
  status: RunStatus;
  canResume: boolean;
  isCancelling: boolean;
}) {
  const t = useTranslations('run');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [hasAsked, setAsked] = useState(false);
  const isFinal = isFinalStatus(props.status);

  const act = (action: (runId: number) => Promise<ActionFault>) =>
    startTransition(async () => {
      const fault = await action(props.runId);
      if (fault)
        notifications.show({ color: 'red', title: t('notDone'), message: fault.message, autoClose: 15_000 });
      router.refresh();
    });

  const cancel = () => {
    setAsked(true);
    act(cancelRun);
  };
  const isCancelling = !isFinal && (props.isCancelling || hasAsked);
  return (
    <>
      {!isFinal && (
        <Button
          variant="default"
          leftSection={<IconX size={14} />}
          disabled={isPending || isCancelling}
          onClick={cancel}
        >
          {isCancelling ? t('cancelling') : t('cancel')}
        </Button>
      )}
      {isFinal && props.status !== 'finished' && props.canResume && (
        <Button
          variant="default"
          leftSection={<IconPlayerTrackNext size={14} />}
          disabled={isPending}
          onClick={() => act(resumeRun)}
        >
          {t('resume')}
        </Button>
      )}
      {isFinal && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} />}
          disabled={isPending}
          onClick={() => act(runAgain)}
        >
          {t('runAgain')}
        </Button>
      )}
    </>
  );
}
