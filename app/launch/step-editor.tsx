'use client';

import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useContext, useState } from 'react';
import type { RunMethod } from '@/lib/domain/run-status';
import { FieldContext, useFieldError } from './field-context';
import type { Draft } from './form-schema';
import { withInputDefaults } from './input-defaults';
import { JobFields } from './job-fields';
import classes from './launch.module.css';
import { MOST_STEPS } from './limits';
import {
  type MethodSchemas,
  stepsOf,
  switchMethod,
  withMovedStep,
  withNewStep,
  withoutStep,
  withRenamedStep,
  withStepConfig,
} from './method-draft';
import { changedInput } from './use-draft';

/** The steps of a pipeline: each a job that may read the model of one before it. */
export function StepEditor({
  schemas,
  draft,
  onChange,
}: {
  schemas: MethodSchemas;
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const t = useTranslations('launch');
  const fault = useFieldError('steps');
  const steps = stepsOf(draft);
  if (steps.length > MOST_STEPS)
    return <p className={classes.help}>{t('manySteps', { count: steps.length })}</p>;
  const entries = steps.map((entry, index) => ({ ...entry, index, key: `step ${index}` }));
  return (
    <div>
      {fault && <p className={classes.fault}>{fault}</p>}
      <ol className={classes.steps}>
        {entries.map(({ step, config, index, key }) => (
          <li key={key}>
            <Step
              schemas={schemas}
              draft={draft}
              index={index}
              step={step}
              config={config}
              earlier={entries
                .filter((entry) => entry.index < index && entry.config.method !== 'sensitivity')
                .map((entry) => entry.step)}
              count={steps.length}
              onChange={onChange}
            />
          </li>
        ))}
      </ol>
      <Button
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange(withNewStep(schemas, draft))}
      >
        {t('addStep')}
      </Button>
    </div>
  );
}

interface StepProps {
  schemas: MethodSchemas;
  draft: Draft;
  index: number;
  step: string;
  config: Draft;
  earlier: string[];
  count: number;
  onChange: (draft: Draft) => void;
}

function Step({ schemas, draft, index, step, config, earlier, count, onChange }: StepProps) {
  const t = useTranslations('launch');
  const words = useTranslations('words.method');
  const context = useContext(FieldContext);
  const path = `steps.${index}.config`;
  const hasFault = context.issues.some((issue) => issue.path.startsWith(`steps.${index}.`));
  const [isOpen, setOpen] = useState(count <= 4);
  const isShown = isOpen || hasFault;
  const methods = Object.keys(schemas).filter((method) => method !== 'pipeline');
  const method = String(config.method);
  const schema = schemas[method];
  return (
    <section className={classes.step} aria-label={t('step', { number: index + 1, name: step })}>
      <div className={classes.stepHead}>
        <ActionIcon
          aria-label={t(isShown ? 'foldStep' : 'unfoldStep', { name: step })}
          aria-expanded={isShown}
          onClick={() => setOpen(!isShown)}
        >
          {isShown ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        </ActionIcon>
        <TextInput
          aria-label={t('stepName', { number: index + 1 })}
          className={classes.stepName}
          value={step}
          error={useFieldError(`steps.${index}.step`)}
          onChange={({ currentTarget }) => onChange(withRenamedStep(draft, index, currentTarget.value))}
        />
        <Select
          aria-label={t('stepMethod', { number: index + 1 })}
          className={classes.stepMethod}
          data={methods.map((value) => ({ value, label: words(value as RunMethod) }))}
          value={methods.includes(method) ? method : null}
          onChange={(next) =>
            next && onChange(withStepConfig(draft, index, switchMethod(schemas, config, next, {})))
          }
        />
        <span className={classes.stepActions}>
          <ActionIcon
            aria-label={t('moveUp', { name: step })}
            disabled={index === 0}
            onClick={() => onChange(withMovedStep(draft, index, -1))}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('moveDown', { name: step })}
            disabled={index === count - 1}
            onClick={() => onChange(withMovedStep(draft, index, 1))}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('removeStep', { name: step })}
            onClick={() => onChange(withoutStep(draft, index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </span>
      </div>
      {isShown && schema && (
        <FieldContext value={{ ...context, earlierSteps: earlier, parked: {} }}>
          <JobFields
            schema={schema}
            path={path}
            value={config}
            omit={['experiment', 'name']}
            onChange={(next, key) => {
              const { now, before } = changedInput(context.inputs, config, next, key);
              const filled = now ? withInputDefaults(schema, next, now, before) : next;
              onChange(withStepConfig(draft, index, filled));
            }}
          />
        </FieldContext>
      )}
    </section>
  );
}
