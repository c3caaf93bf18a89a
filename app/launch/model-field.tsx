'use client';

import { Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useContext } from 'react';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import type { RunStatus } from '@/lib/domain/run-status';
import { orNothing } from '../format/or-nothing';
import { bytes, percent } from '../format/quantities';
import { selectText } from '../format/select-text';
import { FieldContext, useFieldError } from './field-context';
import { isObject } from './form-schema';
import { inputOf } from './input-defaults';
import classes from './launch.module.css';
import type { FieldProps } from './schema-field';
import { useFieldTexts } from './use-field-texts';

/** Options shown at once; a search finds the others. */
const MOST_SHOWN = 60;

/** A model to read: a stored one, the output of a run that may still be open, or of an earlier step. */
export function ModelField({ name, path, schema, value, onChange }: FieldProps) {
  const t = useTranslations('launch');
  const status = useTranslations('words.status');
  const { inputs, earlierSteps, onSearch } = useContext(FieldContext);
  const { label, help } = useFieldTexts(name, schema, path);
  const fault = useFieldError(path, true);
  const chosen = inputOf(inputs, value);
  const key = chosen ? keyOf(chosen) : keyOfReference(value);
  const facts = (input: LaunchInput) => {
    const accuracy =
      input.testCorrect === null || input.testSamples === null
        ? undefined
        : percent(input.testCorrect / input.testSamples);
    const parts = [
      input.forecast?.architecture,
      accuracy,
      input.storedBytes === null ? undefined : bytes(input.storedBytes),
    ];
    if (input.modelId === null) parts.push(status(input.status as RunStatus));
    return [...parts, input.experimentName].filter(Boolean).join(' · ');
  };
  const byKey = new Map(inputs.map((input) => [keyOf(input), input]));
  const steps = earlierSteps.map((step) => ({ value: `step:${step}`, label: t('stepOutput', { step }) }));
  const option = (input: LaunchInput) => ({ value: keyOf(input), label: labelOf(input) });
  const groups = [
    { group: t('earlierSteps'), items: steps },
    { group: t('storedModels'), items: inputs.filter(({ modelId }) => modelId !== null).map(option) },
    { group: t('openRuns'), items: inputs.filter(({ modelId }) => modelId === null).map(option) },
  ].filter(({ items }) => items.length > 0);
  const isKnown = key === null || byKey.has(key) || steps.some((step) => step.value === key);
  if (!isKnown) groups.unshift({ group: t('named'), items: [{ value: key, label: key.replace(':', ' ') }] });
  const isEmpty = groups.length === 0;
  return (
    <Select
      className={classes.wide}
      label={label}
      description={chosen ? `${help ? `${help}. ` : ''}${t('chosen', { facts: facts(chosen) })}` : help}
      placeholder={isEmpty ? t('noModel') : t('chooseModel')}
      error={fault && (value === undefined ? t('chooseModel') : fault)}
      data={groups}
      value={key}
      onChange={(next) => onChange(next === null ? undefined : referenceOf(next, byKey.get(next)))}
      onSearchChange={onSearch}
      limit={MOST_SHOWN}
      filter={orNothing(isEmpty ? t('noModel') : t('noMatch'), ({ options, search, limit }) => {
        const words = search.toLowerCase().split(/\s+/).filter(Boolean);
        // While nothing was typed the search holds the label of the chosen model: then all are shown.
        const isLabel = key !== null && search === (chosen ? labelOf(chosen) : search);
        let left = limit;
        return options.flatMap((group) => {
          if (!('group' in group)) return [];
          const items = group.items.filter((item) => {
            const input = byKey.get(item.value);
            const text = `${item.label} ${input ? facts(input) : ''}`.toLowerCase();
            return (isLabel || words.every((word) => text.includes(word))) && left-- > 0;
          });
          return items.length > 0 ? [{ ...group, items }] : [];
        });
      })}
      renderOption={({ option: { value: at, label: text } }) => {
        const input = byKey.get(at);
        return (
          <div className={classes.option}>
            <div>{text}</div>
            {input && <div className={classes.optionFacts}>{facts(input)}</div>}
          </div>
        );
      }}
      searchable
      onFocus={selectText}
      // An open list would cover what the fault says when the focus is put here.
      openOnFocus={false}
      withAsterisk
    />
  );
}

function labelOf(input: LaunchInput): string {
  return `${input.name} #${input.runId}`;
}

function keyOf(input: LaunchInput): string {
  return input.isOutput ? `run:${input.runId}` : `model:${input.modelId}`;
}

function keyOfReference(value: unknown): string | null {
  if (!isObject(value)) return null;
  const [entry] = Object.entries(value);
  return entry && ['run', 'model', 'step'].includes(entry[0]) ? `${entry[0]}:${entry[1]}` : null;
}

function referenceOf(key: string, input: LaunchInput | undefined): unknown {
  if (input) return input.isOutput ? { run: input.runId } : { model: input.modelId };
  const at = key.indexOf(':');
  const kind = key.slice(0, at);
  return { [kind]: kind === 'step' ? key.slice(at + 1) : Number(key.slice(at + 1)) };
}
