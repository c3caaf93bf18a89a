'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useTransition } from 'react';
import type { Reproduction } from '@/db/notes/reproduction-report';
import { StatusMark } from '../format/status-mark';
import classes from './notes.module.css';
import { readReproductions, reproduce } from './reproduce-actions';

/** How often runs that are not done are looked at. */
const LOOK_MS = 3000;

/** The runs that a frozen version cites: launched again on request, and judged number by number when they are done. */
export function Reproductions({ noteId, version }: { noteId: number; version: number }) {
  const t = useTranslations('notes');
  const [found, setFound] = useState<Awaited<ReturnType<typeof readReproductions>>>();
  const [isPending, startTransition] = useTransition();
  const [looks, setLooks] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each look is one more question.
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer = setTimeout(() => setLooks((before) => before + 1), LOOK_MS);
    };
    readReproductions({ noteId, version }).then(
      (answer) => {
        if (!isCurrent) return;
        setFound(answer);
        if (answer.reproductions.some(({ outcome }) => outcome === 'waiting')) again();
      },
      () => isCurrent && again(),
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [noteId, version, looks]);

  if (!found) return null;
  const launch = () =>
    startTransition(async () => {
      const fault = await reproduce({ noteId, version }).catch(() => ({ message: t('unreachable') }));
      if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
      setLooks((before) => before + 1);
    });
  const launchable = found.cited.filter(({ obstacle }) => obstacle === null);
  if (launchable.length === 0) return <p className="muted">{t('noneCited', { version })}</p>;
  return (
    <>
      <div className={classes.toolbar}>
        <Button
          size="compact-sm"
          variant="default"
          loading={isPending}
          title={t('reproduceHelp')}
          onClick={launch}
        >
          {t('reproduce')} ({launchable.length})
        </Button>
      </div>
      {found.reproductions.length > 0 && (
        <div className="scroll-x">
          <table className="data-table" aria-label={t('reproductions', { version })}>
            <tbody>
              {found.reproductions.map((one) => (
                <ReproductionRow key={one.runId} {...one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function ReproductionRow({
  runId,
  name,
  reproductionRunId,
  status,
  outcome,
  isSamePlace,
  metrics,
}: Reproduction) {
  const t = useTranslations('notes');
  const compared = metrics.filter(({ verdict }) => verdict !== 'not_compared');
  const agreeing = compared.filter(({ verdict }) => verdict === 'exact' || verdict === 'agrees');
  const differing = compared.filter((metric) => !agreeing.includes(metric));
  return (
    <tr>
      <td>
        <Link href={`/runs/${runId}`}>#{runId}</Link> <bdi>{name}</bdi>
      </td>
      <td>
        {t('runAgain', { id: runId })} <Link href={`/runs/${reproductionRunId}`}>#{reproductionRunId}</Link>
      </td>
      <td>
        <StatusMark status={status} />
      </td>
      <td>
        <strong>{t(`outcome.${outcome}`)}</strong>
      </td>
      <td title={differing.map(({ key, before, now }) => `${key}: ${before} → ${now}`).join('\n')}>
        {compared.length > 0 && t('agreeing', { agree: agreeing.length, count: compared.length })}
      </td>
      <td className="muted">{isSamePlace !== null && t(isSamePlace ? 'outcomeExact' : 'outcomeNear')}</td>
    </tr>
  );
}
