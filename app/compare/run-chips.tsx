'use client';

import { IconX } from '@tabler/icons-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { runMarks } from '../format/run-color';
import { StatusMark } from '../format/status-mark';
import classes from './compare.module.css';
import { RunMark } from './run-mark';
import { useFirst } from './use-first';

/** The compared runs with their colours; each can be marked, or taken out. */
export function RunChips(props: {
  runs: readonly ComparedRun[];
  marked: ReadonlySet<number>;
  /** Undefined where none is taken out. */
  onRemove: ((id: number) => void) | undefined;
  onMark: (id: number) => void;
}) {
  const { runs, marked, onRemove, onMark } = props;
  const t = useTranslations('compare');
  const words = useTranslations('words');
  const format = useFormatter();
  const shown = useFirst(runs);
  const ids = runs.map(({ id }) => id);
  const marks = runMarks(ids);
  const markOf = new Map(ids.map((id, place) => [id, marks[place]]));
  return (
    <ul className={classes.chips} aria-label={t('comparedRuns')} data-testid="compared-runs">
      {shown.map((run) => (
        <li key={run.id} className={classes.chip} data-marked={marked.has(run.id) || undefined}>
          <button
            type="button"
            className={classes.remove}
            aria-label={t('markRun', { id: run.id, name: run.name })}
            aria-pressed={marked.has(run.id)}
            onClick={() => onMark(run.id)}
          >
            <RunMark id={run.id} mark={markOf.get(run.id) ?? 0} />
          </button>
          <Link
            href={`/runs/${run.id}`}
            prefetch={false}
            className={classes.chipName}
            title={t('chipTitle', {
              name: run.name,
              status: words(`status.${run.status}`),
              person: run.createdBy,
              when: format.dateTime(new Date(run.startedAt ?? run.createdAt), {
                dateStyle: 'medium',
                timeStyle: 'short',
              }),
              experiment: String(run.facts.experiment ?? ''),
            })}
          >
            <span className="muted">#{run.id}</span> {run.name}
          </Link>
          {run.status !== 'finished' && <StatusMark status={run.status} />}
          {runs.length <= 40 && <span className="muted">{run.createdBy}</span>}
          {onRemove && (
            <button
              type="button"
              className={classes.remove}
              aria-label={t('removeRun', { id: run.id, name: run.name })}
              onClick={() => onRemove(run.id)}
            >
              <IconX size={13} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
