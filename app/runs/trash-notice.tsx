'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import type { RunDetail } from '@/db/queries/run';
import { When } from '../format/when';
import classes from './facts.module.css';
import { restoreRuns, unarchiveRuns } from './manage-actions';

/** Says that a run is in the trash or archived, and takes it out again. */
export function TrashNotice({
  run,
}: {
  run: Pick<RunDetail, 'id' | 'archivedAt' | 'deletedAt' | 'deletedBy'>;
}) {
  const t = useTranslations('run');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const isTrashed = run.deletedAt !== null;
  const at = run.deletedAt ?? run.archivedAt;
  if (at === null) return null;
  return (
    <p className={classes.trashNotice} data-testid="trash-notice">
      <span>
        {isTrashed ? t('inTrash', { person: run.deletedBy ?? '' }) : t('isArchived')} (<When at={at} />)
      </span>
      <Button
        variant="default"
        loading={isPending}
        onClick={() =>
          startTransition(async () => {
            const fault = await (isTrashed ? restoreRuns : unarchiveRuns)([run.id]);
            if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
            router.refresh();
          })
        }
      >
        {t(isTrashed ? 'restore' : 'unarchive')}
      </Button>
    </p>
  );
}
