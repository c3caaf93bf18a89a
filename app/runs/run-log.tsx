'use client';

import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogLine } from '@/db/queries/run';
import { CopyText } from '../format/copy-text';
import { SqlLink } from '../format/sql-link';
import { ClockTime } from '../format/when';
import { Section } from '../shell/page-body';
import { ScrollBox } from '../shell/scroll-box';
import classes from './facts.module.css';
import { useRunTail } from './use-run-tail';

const MOST_LINES = 5_000;
const NEAR_END_PX = 24;
const SEARCH_PAUSE_MS = 200;

type Level = 'info' | 'warning' | 'error';

/**
 * The log's last lines, growing while the run goes; searched and filtered in SQL, so over all lines. It scrolls along
 * only when its end was in view.
 */
export function RunLog({ runId, initial }: { runId: number; initial: LogLine[] }) {
  const t = useTranslations('run');
  const [filter, setFilter] = useState<{ search: string; level: Level }>({ search: '', level: 'info' });
  const [lines, setLines] = useState(initial);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Answers to an older filter are dropped. */
  const asked = useRef(filter);
  useEffect(() => () => clearTimeout(timer.current), []);

  const follow = useCallback(async () => {
    const tail = await readLines(runId, filter, { after: lines.at(-1)?.seq ?? 0 });
    if (!tail?.length || asked.current !== filter) return;
    // Two reads may bring the same lines.
    setLines((known) =>
      [...known, ...tail.filter(({ seq }) => seq > (known.at(-1)?.seq ?? 0))].slice(-MOST_LINES),
    );
  }, [runId, filter, lines]);
  useRunTail(runId, follow);

  const ask = (next: typeof filter, pause: number) => {
    setFilter(next);
    asked.current = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const found = await readLines(runId, next, {});
      if (!found || asked.current !== next) return;
      isAtEnd.current = true;
      setLines(found);
    }, pause);
  };
  const earlier = async () => {
    const found = await readLines(runId, filter, { before: lines[0]?.seq });
    if (found && asked.current === filter) setLines((known) => [...found, ...known]);
  };

  useEffect(() => {
    if (lines.length > 0 && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  const isFiltered = filter.search !== '' || filter.level !== 'info';
  return (
    <Section id="log" title={t('log')} aside={<SqlLink sql={logSql(runId)} />}>
      {lines.length === 0 && !isFiltered ? (
        <p className="muted">{t('noLog')}</p>
      ) : (
        <>
          <div className={classes.controls}>
            <TextInput
              size="xs"
              w={220}
              aria-label={t('searchLog')}
              placeholder={t('searchLog')}
              leftSection={<IconSearch size={14} />}
              value={filter.search}
              onChange={({ currentTarget }) =>
                ask({ ...filter, search: currentTarget.value }, SEARCH_PAUSE_MS)
              }
            />
            <SegmentedControl
              size="xs"
              aria-label={t('logLevel')}
              value={filter.level}
              onChange={(level) => ask({ ...filter, level: level as Level }, 0)}
              data={(['info', 'warning', 'error'] as const).map((value) => ({
                value,
                label: t(`logLevels.${value}`),
              }))}
            />
            <span className="muted" role="status">
              {t('lineCount', { count: lines.length })}
            </span>
            {(lines[0]?.seq ?? 1) > 1 && (
              <Button variant="default" size="compact-xs" onClick={earlier}>
                {t('earlierLines')}
              </Button>
            )}
            <CopyText text={lines.map(plainLine).join('\n')} label={t('copyLog')} />
          </div>
          <ScrollBox
            label={t('log')}
            viewportRef={box}
            onScroll={({ scrollTop, scrollHeight, clientHeight }) => {
              isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
            }}
          >
            <div className={classes.log} data-testid="run-log">
              {lines.map((line) => (
                <p key={line.seq} className={line.level === 'info' ? undefined : classes[line.level]}>
                  <ClockTime at={line.loggedAt} />
                  {line.message}
                </p>
              ))}
              {lines.length === 0 && <p>{t('noLineFound')}</p>}
            </div>
          </ScrollBox>
        </>
      )}
    </Section>
  );
}

async function readLines(
  runId: number,
  { search, level }: { search: string; level: Level },
  from: { after?: number; before?: number },
): Promise<LogLine[] | undefined> {
  const query = new URLSearchParams({ search, level });
  if (from.after) query.set('after', String(from.after));
  if (from.before) query.set('before', String(from.before));
  const response = await fetch(`/api/runs/${runId}/log?${query}`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as { lines: LogLine[] }).lines : undefined;
}

function plainLine({ loggedAt, level, message }: LogLine): string {
  return `${new Date(loggedAt).toISOString()} ${level} ${message}`;
}

function logSql(runId: number): string {
  return `SELECT seq, attempt, level, message, logged_at FROM run_logs WHERE run_id = ${runId} ORDER BY seq`;
}
