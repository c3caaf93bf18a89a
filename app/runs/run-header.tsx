'use client';

import { Progress } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import type { RunListRow } from '@/db/queries/run-list';
import type { ErrorCode } from '@/lib/domain/errors';
import type { NoteCellInput } from '@/lib/domain/note-content';
import { randomId } from '../console/random-id';
import { PhaseWords } from '../format/phase-words';
import { duration, percent } from '../format/quantities';
import { StatusMark } from '../format/status-mark';
import { When } from '../format/when';
import { AddToNote } from '../notes/add-to-note';
import { PageBody } from '../shell/page-body';
import { CopyIcon } from './copy-icon';
import classes from './facts.module.css';
import { RunButtons } from './run-buttons';
import { useRunTail } from './use-run-tail';

/** A run's state as its page follows it; another `stamp` tells that the page has more or other things to show. */
export interface RunState {
  row: RunListRow;
  stamp: string;
}

/** Title, status, progress and buttons of a run, live; what is under it is made again when the run has more to show. */
export function RunHeader(props: {
  initial: RunState;
  attempt: number;
  retryOfRunId: number | null;
  copiedFromRunId: number | null;
  errorMessage: string | null;
  checkpointStep: number | null;
  isCancelling: boolean;
  children: React.ReactNode;
}) {
  const t = useTranslations('run');
  const router = useRouter();
  const [fetched, setFetched] = useState<RunState>();
  // The server's view wins as soon as it is newer than what was fetched.
  const state = fetched && fetched.row.revision > props.initial.row.revision ? fetched : props.initial;
  const { row } = state;

  const follow = useCallback(async () => {
    const response = await fetch(`/api/runs/${row.id}`).catch(() => undefined);
    // Somebody deleted it for good: the page says so.
    if (response?.status === 404) router.refresh();
    if (!response?.ok) return;
    const next = (await response.json()) as RunState;
    setFetched(next);
    if (next.stamp !== state.stamp || next.row.status !== row.status) router.refresh();
  }, [row.id, row.status, state.stamp, router]);
  useRunTail(row.id, follow);

  return (
    <PageBody
      above={
        <>
          <Link href={`/experiments/${row.experimentId}`} className={classes.cutLink}>
            <bdi>{row.experimentName}</bdi>
          </Link>
          {row.parentRunId !== null && (
            <>
              {' / '}
              <Link href={`/runs/${row.parentRunId}`}>{t('parent', { id: row.parentRunId })}</Link>
            </>
          )}
        </>
      }
      title={
        <>
          <bdi className={classes.clamped} title={row.name}>
            {row.name}
          </bdi>
          <span className="muted" style={{ fontWeight: 400 }}>
            #{row.id} <CopyIcon text={String(row.id)} label={t('copyId')} />
          </span>
          <span style={{ fontSize: 'var(--mantine-font-size-md)', fontWeight: 500 }} data-testid="run-status">
            <StatusMark status={row.status} />
          </span>
        </>
      }
      below={
        <>
          <MethodWord method={row.method} />
          <span>
            {t('by', { person: row.createdBy })} <When at={row.createdAt} />
          </span>
          {row.durationMs !== null && <span>{t('took', { duration: duration(row.durationMs) })}</span>}
          {props.attempt > 1 && <span>{t('attempt', { attempt: props.attempt })}</span>}
          {props.retryOfRunId !== null && (
            <Link href={`/runs/${props.retryOfRunId}`}>{t('retryOf', { id: props.retryOfRunId })}</Link>
          )}
          {props.copiedFromRunId !== null && (
            <Link href={`/runs/${props.copiedFromRunId}`}>
              {t('copiedFrom', { id: props.copiedFromRunId })}
            </Link>
          )}
        </>
      }
      actions={
        <>
          <AddToNote title={row.name} cells={() => [runCell(row.id)]} runIds={[row.id]} />
          <RunButtons
            runId={row.id}
            status={row.status}
            canResume={props.checkpointStep !== null && row.method !== 'pipeline'}
            isCancelling={props.isCancelling}
          />
        </>
      }
    >
      {row.status === 'running' && <RunProgress row={row} />}
      {props.errorMessage && (row.status === 'failed' || row.status === 'killed') && (
        <FaultLine code={row.errorCode} message={props.errorMessage} isFailure={row.status === 'failed'} />
      )}
      {props.children}
    </PageBody>
  );
}

function runCell(runId: number): NoteCellInput {
  return { uid: randomId(), type: 'run', settings: { runId, parts: ['summary', 'curves'] } };
}

function MethodWord({ method }: { method: RunListRow['method'] }) {
  return <span>{useTranslations('words.method')(method)}</span>;
}

function RunProgress({ row }: { row: RunListRow }) {
  const t = useTranslations('run');
  return (
    <div style={{ marginBottom: 20 }}>
      <div style={{ display: 'flex', justifyContent: 'space-between', marginBottom: 4 }} className="muted">
        <PhaseWords phase={row.progressPhase} />
        <span>{percent(row.progress, 0)}</span>
      </div>
      <Progress value={row.progress * 100} size="sm" aria-label={t('progress')} />
    </div>
  );
}

function FaultLine({
  code,
  message,
  isFailure,
}: {
  code: ErrorCode | null;
  message: string;
  isFailure: boolean;
}) {
  const t = useTranslations('words.fault');
  const color = isFailure ? 'var(--lathe-bad)' : 'var(--lathe-warning)';
  return (
    <p
      style={{
        borderLeft: `3px solid ${color}`,
        margin: '0 0 24px',
        padding: '4px 12px',
        overflowWrap: 'anywhere',
      }}
    >
      {code && <strong title={code}>{t(code)}. </strong>}
      {/* As it was recorded, which is in English. */}
      <span lang="en">{message}</span>
    </p>
  );
}
