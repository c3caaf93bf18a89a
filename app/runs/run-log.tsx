'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogLine } from '@/db/queries/run';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { ScrollBox } from '../shell/scroll-box';
import classes from './facts.module.css';
import { useRunTail } from './use-run-tail';

const MOST_LINES = 2_000;
const NEAR_END_PX = 24;

/** The log's last lines, growing while the run goes. It scrolls along only when its end was in view. */
export function RunLog({ runId, initial }: { runId: number; initial: LogLine[] }) {
  const t = useTranslations('run');
  const [lines, setLines] = useState(initial);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const follow = useCallback(async () => {
    const response = await fetch(`/api/runs/${runId}/log?after=${lines.at(-1)?.seq ?? 0}`).catch(
      () => undefined,
    );
    if (!response?.ok) return;
    const { lines: tail } = (await response.json()) as { lines: LogLine[] };
    if (tail.length > 0) setLines((known) => [...known, ...tail].slice(-MOST_LINES));
  }, [runId, lines]);
  useRunTail(runId, follow);

  useEffect(() => {
    if (lines.length > 0 && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  return (
    <Section
      title={t('log')}
      aside={
        <SqlLink
          sql={`SELECT seq, level, message, logged_at FROM run_logs WHERE run_id = ${runId} ORDER BY seq`}
        />
      }
    >
      {lines.length === 0 ? (
        <p className="muted">{t('noLog')}</p>
      ) : (
        <ScrollBox
          label={t('log')}
          viewportRef={box}
          onScroll={({ scrollTop, scrollHeight, clientHeight }) => {
            isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
          }}
        >
          <div className={classes.log}>
            {lines.map((line) => (
              <p key={line.seq} className={line.level === 'info' ? undefined : classes[line.level]}>
                <LineTime at={line.loggedAt} />
                {line.message}
              </p>
            ))}
          </div>
        </ScrollBox>
      )}
    </Section>
  );
}

function LineTime({ at }: { at: number }) {
  const format = useFormatter();
  return (
    <time>
      {format.dateTime(new Date(at), {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
      })}
    </time>
  );
}
