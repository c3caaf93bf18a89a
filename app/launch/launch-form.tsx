'use client';

import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState, useTransition } from 'react';
import type { EstimateBasis } from '@/db/queries/estimates';
import type { LaunchInputs } from '@/db/queries/launch-inputs';
import type { FieldIssue } from '@/lib/domain/errors';
import type { RunMethod } from '@/lib/domain/run-status';
import { scheduleRun } from './actions';
import { Differences, type Original } from './differences';
import { EstimatePanel } from './estimate-panel';
import { FieldContext } from './field-context';
import { hasField } from './field-places';
import { type Draft, newDraft } from './form-schema';
import { JobFields } from './job-fields';
import { JsonPane } from './json-pane';
import classes from './launch.module.css';
import type { LaunchFault } from './launch-run';
import type { MethodSchemas } from './method-draft';
import { PresetBar } from './preset-bar';
import { StepEditor } from './step-editor';
import { useConfigCheck, valueAt } from './use-config-check';
import { useDraft } from './use-draft';
import { useInputs } from './use-inputs';

/** The form that launches a run: the fields of the chosen method beside the JSON they make; each follows the other. */
export function LaunchForm(props: {
  schemas: MethodSchemas;
  start: Draft;
  original: Original | undefined;
  found: LaunchInputs;
  experiments: string[];
  basis: EstimateBasis;
}) {
  const { schemas, original, experiments, basis } = props;
  const t = useTranslations('launch');
  const words = useTranslations('words.method');
  const form = useRef<HTMLFormElement>(null);
  const { found, search } = useInputs(props.found);
  const { draft, parked, set, changeField, changeMethod } = useDraft(schemas, props.start, found.inputs);
  const checked = useConfigCheck(draft);
  // What the server refused holds until that draft is changed.
  const [refused, setRefused] = useState<{ draft: Draft; issues: FieldIssue[] }>();
  const [attempts, setAttempts] = useState(0);
  const [isPending, startTransition] = useTransition();
  const method = String(draft.method);
  const schema = schemas[method];

  const current = checked?.draft === draft ? checked : undefined;
  const all = refused?.draft === draft ? refused.issues : (checked?.issues ?? []);
  // Nobody has done wrong by not having come to a field yet.
  const issues = attempts > 0 ? all : all.filter(({ path }) => valueAt(draft, path) !== undefined);

  const submit = () =>
    startTransition(async () => {
      if (current && !current.config) {
        setRefused({ draft, issues: current.issues });
      } else {
        // A right config leads to the run's page, with no answer here.
        const fault: LaunchFault | undefined = await scheduleRun(draft, original?.runId);
        if (!fault) return;
        setRefused({ draft, issues: fault.issues });
      }
      setAttempts((count) => count + 1);
    });

  useEffect(() => {
    if (attempts > 0 && form.current) focusFirstFault(form.current);
  }, [attempts]);

  const latestSubmit = useRef(submit);
  useEffect(() => {
    latestSubmit.current = submit;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      latestSubmit.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const knowledge = useMemo(
    () => ({ inputs: found.inputs, networks: found.networks, datasets: basis.datasets }),
    [found, basis],
  );
  const context = {
    issues,
    inputs: found.inputs,
    experiments,
    datasets: basis.datasets,
    parked,
    earlierSteps: [],
    onSearch: search,
  };
  // Defaults count as said, on both sides.
  const compared: Draft = current?.config ?? (schema ? { method, ...newDraft(schema, draft) } : draft);
  return (
    <FieldContext value={context}>
      <div className={classes.columns}>
        <form
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <PresetBar schemas={schemas} draft={draft} inputs={found.inputs} onChange={set} />
          <SegmentedControl
            aria-label={t('method')}
            className={classes.methods}
            value={method}
            onChange={changeMethod}
            data={Object.keys(schemas).map((value) => ({ value, label: words(value as RunMethod) }))}
          />
          <p className={classes.help}>
            {schema ? t(`about.${method as 'train'}`) : t('noMethod', { method })}
          </p>
          {schema && (
            <JobFields
              schema={schema}
              path=""
              value={draft}
              onChange={changeField}
              omit={['method', 'steps']}
            />
          )}
          {method === 'pipeline' && <StepEditor schemas={schemas} draft={draft} onChange={set} />}
          <div className={classes.foot}>
            <EstimatePanel config={current?.config} knowledge={knowledge} basis={basis} />
            {attempts > 0 && issues.length > 0 && <FaultAlert issues={issues} />}
          </div>
          <div className={classes.launch}>
            <Button type="submit" size="sm" loading={isPending}>
              {t('launch')}
            </Button>
            <span className={classes.help}>
              <kbd className={classes.key}>Ctrl</kbd> <kbd className={classes.key}>Enter</kbd>
            </span>
          </div>
        </form>
        <div className={classes.aside}>
          {original && <Differences original={original} draft={compared} />}
          <JsonPane
            draft={draft}
            issues={issues.filter(({ path }) => !hasField(schemas, draft, path))}
            onChange={set}
          />
        </div>
      </div>
    </FieldContext>
  );
}

function FaultAlert({ issues }: { issues: readonly FieldIssue[] }) {
  const t = useTranslations('launch');
  return (
    <Alert color="red" title={t('notScheduled')} role="alert" tabIndex={-1} mb="sm">
      <ul className={classes.issues}>
        {issues.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <span className="mono">{path || 'config'}</span>: {message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Opens what hides the first wrong field and puts the focus into it; to the list of faults where none has a field. */
function focusFirstFault(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (!field) {
    const list = form.querySelector<HTMLElement>('[role="alert"]');
    list?.focus({ preventScroll: true });
    // The button sticks to the lower edge, over what stands there.
    list?.scrollIntoView({ block: 'center' });
    return;
  }
  const folded = field.closest('details');
  if (folded) folded.open = true;
  field.focus();
}
