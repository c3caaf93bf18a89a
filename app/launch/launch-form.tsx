'use client';

import { Alert, Button, JsonInput, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useState, useTransition } from 'react';
import type { InputChoice } from '@/db/queries/models';
import type { FieldIssue } from '@/lib/domain/errors';
import type { RunMethod } from '@/lib/domain/run-status';
import { type LaunchFault, scheduleRun } from './actions';
import { FieldContext } from './field-context';
import { type Draft, type FieldSchema, newDraft } from './form-schema';
import classes from './launch.module.css';
import { ObjectFields } from './schema-field';

const BASIC_FIELDS = ['experiment', 'name', 'base', 'teacher', 'student', 'architecture'];
const SHARED_FIELDS = ['dataset', 'seed'];

/** The form that launches a run: the fields of the chosen method beside the JSON they make; each follows the other. */
export function LaunchForm(props: {
  schemas: Partial<Record<RunMethod, FieldSchema>>;
  method: RunMethod;
  start: Draft;
  inputs: InputChoice[];
  experiments: string[];
}) {
  const { schemas, inputs, experiments } = props;
  const t = useTranslations('launch');
  const words = useTranslations('words.method');
  const [draft, setDraft] = useState<Draft>(() => newDraft(schemas[props.method] ?? {}, props.start));
  const [fault, setFault] = useState<LaunchFault>();
  const [isPending, startTransition] = useTransition();
  const method = String(draft.method) as RunMethod;
  const schema = schemas[method];
  const context = useMemo(
    () => ({ issues: fault?.issues ?? [], inputs, experiments }),
    [fault, inputs, experiments],
  );

  const submit = () =>
    startTransition(async () => {
      setFault(undefined);
      setFault(await scheduleRun(draft));
    });

  const order = schema && orderedFields(schema);
  return (
    <FieldContext value={context}>
      <div className={classes.columns}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <SegmentedControl
            aria-label={t('method')}
            className={classes.methods}
            value={method}
            onChange={(next) => {
              setFault(undefined);
              setDraft(newDraft(schemas[next as RunMethod] ?? {}, draft));
            }}
            data={Object.keys(schemas).map((value) => ({ value, label: words(value as RunMethod) }))}
          />
          <p className={classes.help}>
            {schema ? t(`about.${method as 'train'}`) : t('jsonOnly', { method })}
          </p>
          {order && (
            <div className={classes.fields}>
              <ObjectFields schema={order} path="" value={draft} onChange={setDraft} omit={['method']} />
            </div>
          )}
          {fault && <FaultAlert fault={fault} />}
          <Button type="submit" size="sm" loading={isPending} mt="md">
            {t('launch')}
          </Button>
        </form>
        <JsonView draft={draft} onChange={setDraft} />
      </div>
    </FieldContext>
  );
}

/** The schema with its fields in the order of the form: what and on what, then how, then data and seed. */
function orderedFields(schema: FieldSchema): FieldSchema {
  const entries = Object.entries(schema.properties ?? {});
  const place = (key: string) => {
    if (BASIC_FIELDS.includes(key)) return BASIC_FIELDS.indexOf(key);
    return SHARED_FIELDS.includes(key) ? 100 : 50;
  };
  return { ...schema, properties: Object.fromEntries(entries.sort(([a], [b]) => place(a) - place(b))) };
}

function FaultAlert({ fault }: { fault: LaunchFault }) {
  const t = useTranslations('launch');
  return (
    <Alert color="red" title={t('notScheduled')} mt="md" role="alert">
      {fault.issues.length === 0 ? (
        fault.message
      ) : (
        <ul className={classes.issues}>
          {fault.issues.map(({ path, message }: FieldIssue) => (
            <li key={`${path} ${message}`}>
              <span className="mono">{path || 'config'}</span>: {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

function JsonView({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const t = useTranslations('launch');
  const [typed, setTyped] = useState<string>();
  const { method, experiment, ...rest } = draft;
  const text = typed ?? JSON.stringify({ method, experiment, ...rest }, null, 2);
  const change = (next: string) => {
    const parsed = parseObject(next);
    setTyped(next);
    if (parsed) onChange(parsed);
  };
  return (
    <JsonInput
      label={t('json')}
      description={t('jsonHelp')}
      value={text}
      onChange={change}
      onBlur={() => parseObject(text) && setTyped(undefined)}
      error={typed !== undefined && !parseObject(typed) && t('jsonWrong')}
      autosize
      minRows={16}
      maxRows={40}
      size="xs"
      spellCheck={false}
      classNames={{ input: 'mono' }}
    />
  );
}

function parseObject(text: string): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Draft)
      : undefined;
  } catch {
    return undefined;
  }
}
