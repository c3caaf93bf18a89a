'use client';

import { Alert, Button, Textarea } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState, useTransition } from 'react';
import type { FieldIssue } from '@/lib/domain/errors';
import { RunField } from '../compare/run-field';
import type { Draft } from '../launch/form-schema';
import { parseConfigText } from '../launch/json-text';
import { useConfigCheck } from '../launch/use-config-check';
import { readRunConfig } from './launch-actions';
import { LAUNCHED_PARTS } from './launched-parts';
import classes from './notes.module.css';
import { RunLine } from './run-line';
import { RunParts } from './run-parts';
import { useRunParts } from './use-run-parts';

const NOTHING: Draft = {};

/** The config of a run as JSON, which a button launches; then the run is followed. */
export function LaunchCell(props: {
  source: string;
  runId: number | null;
  onChange: (source: string) => void;
  /** Saves the note and launches; the faults of the config, none when the run is in the queue. */
  onLaunch: () => Promise<FieldIssue[]>;
}) {
  const { source, runId, onChange, onLaunch } = props;
  const t = useTranslations('notes');
  const [isPending, startTransition] = useTransition();
  const [refused, setRefused] = useState<{ source: string; issues: FieldIssue[] }>();
  const { value: seen } = useRunParts(runId, LAUNCHED_PARTS);
  const isEmpty = source.trim() === '';
  const text = useMemo(() => (isEmpty ? undefined : parseConfigText(source)), [source, isEmpty]);
  const fault = text && 'fault' in text ? text.fault : undefined;
  const checked = useConfigCheck(text && 'value' in text ? text.value : NOTHING);
  const issues =
    refused?.source === source ? refused.issues : isEmpty || fault ? [] : (checked?.issues ?? []);
  const launch = () =>
    startTransition(async () => {
      const found = await onLaunch().catch(() => [{ path: '', message: t('unreachable') }]);
      setRefused({ source, issues: found });
    });
  const fill = ([id]: number[]) => startTransition(async () => onChange(await readRunConfig(id)));
  return (
    <>
      {isEmpty && <RunField label={t('configOfRun')} onChoose={fill} />}
      <Textarea
        mt={isEmpty ? 'xs' : undefined}
        aria-label={t('launchConfig')}
        placeholder={'{ "method": "train" }'}
        autosize
        minRows={3}
        maxRows={runId === null ? 24 : 6}
        spellCheck={false}
        value={source}
        error={
          fault &&
          t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })
        }
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        classNames={{ input: classes.source }}
      />
      <div className={classes.toolbar}>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={15} />}
          disabled={isEmpty || fault !== undefined}
          loading={isPending}
          onClick={launch}
        >
          {t(runId === null ? 'launchRun' : 'launchAgain')}
        </Button>
        {runId !== null && <RunLine runId={runId} seen={seen} />}
      </div>
      {issues.length > 0 && (
        <Alert color="red" role="alert" mb="xs">
          {issues.map(({ path, message }) => (
            <p key={`${path} ${message}`} className={classes.issue}>
              {path && <span className="mono">{path}: </span>}
              {message}
            </p>
          ))}
        </Alert>
      )}
      {runId !== null && seen && <RunParts runId={runId} parts={seen.parts} />}
    </>
  );
}
