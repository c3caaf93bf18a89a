'use client';

import Link from 'next/link';
import type { RunSnapshot } from '@/lib/domain/note-content';
import { RUN_STATUSES } from '@/lib/domain/run-status';
import { StatusMark } from '../format/status-mark';
import { factOf } from './use-run-parts';

/** A run by number, name and status. */
export function RunLine({ runId, seen }: { runId: number; seen: RunSnapshot | undefined }) {
  const status = seen && RUN_STATUSES.find((one) => one === factOf(seen, 'status'));
  return (
    <>
      <Link href={`/runs/${runId}`} prefetch={false}>
        #{runId} <bdi>{seen && factOf(seen, 'name')}</bdi>
      </Link>
      {status && <StatusMark status={status} />}
    </>
  );
}
