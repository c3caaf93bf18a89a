'use client';

import { Alert, Button, Checkbox, Skeleton } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { type NoteCellOf, RUN_PARTS } from '@/lib/domain/note-content';
import { RunField } from '../compare/run-field';
import classes from './notes.module.css';
import { RunLine } from './run-line';
import { RunParts } from './run-parts';
import { useRunParts } from './use-run-parts';

type Settings = NoteCellOf<'run'>['settings'];

/** Parts of a run: as they are now, following it while it goes, or kept as they were at a moment. */
export function RunCell({
  settings,
  onChange,
}: {
  settings: Settings;
  onChange: (settings: Settings) => void;
}) {
  const t = useTranslations('notes');
  const { runId, parts, snapshot } = settings;
  const [isChoosing, setChoosing] = useState(false);
  // The summary tells name and status.
  const wanted = RUN_PARTS.filter((part) => part === 'summary' || parts.includes(part));
  const { value: now, error } = useRunParts(snapshot ? null : runId, wanted);
  const seen = snapshot ?? now;
  if (runId === null || isChoosing)
    return (
      <RunField
        label={t('runToShow')}
        onChoose={([chosen]) => {
          setChoosing(false);
          onChange({ ...settings, runId: chosen, snapshot: null });
        }}
      />
    );
  const isGone = seen !== undefined && seen.parts.summary === undefined;
  return (
    <>
      <div className={classes.toolbar}>
        <RunLine runId={runId} seen={seen} />
        {!snapshot &&
          RUN_PARTS.map((part) => (
            <Checkbox
              key={part}
              size="xs"
              label={t(`part.${part}`)}
              checked={parts.includes(part)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({
                  ...settings,
                  parts: RUN_PARTS.filter((one) => (one === part ? checked : parts.includes(one))),
                })
              }
            />
          ))}
        {snapshot ? (
          <Button variant="default" onClick={() => onChange({ ...settings, snapshot: null })}>
            {t('followRun')}
          </Button>
        ) : (
          <Button
            variant="default"
            title={t('keepRunHelp')}
            disabled={!now || isGone}
            onClick={() => onChange({ ...settings, snapshot: now ?? null })}
          >
            {t('keepRun')}
          </Button>
        )}
        <Button variant="default" onClick={() => setChoosing(true)}>
          {t('otherRun')}
        </Button>
      </div>
      {error && (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      )}
      {isGone && <p className="muted">{t('runGone', { id: runId })}</p>}
      {!seen && !error && <Skeleton height={120} />}
      {seen && (
        <RunParts runId={runId} parts={Object.fromEntries(parts.map((part) => [part, seen.parts[part]]))} />
      )}
      {snapshot && <KeptLine at={snapshot.at} by={snapshot.by} />}
    </>
  );
}

function KeptLine({ at, by }: { at: number; by: string }) {
  const t = useTranslations('notes');
  const format = useFormatter();
  const when = format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  return <p className={classes.provenance}>{t('runKept', { name: by, when })}</p>;
}
