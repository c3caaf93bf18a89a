'use client';

import { Button, Tooltip } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import type { Draft } from './form-schema';
import { inputOf, proposedInput, withInputDefaults } from './input-defaults';
import classes from './launch.module.css';
import { type MethodSchemas, stepsOf } from './method-draft';
import { applyPreset, PRESETS, type Preset } from './presets';

/** Buttons that fill the form with a usual kind of run. */
export function PresetBar(props: {
  schemas: MethodSchemas;
  draft: Draft;
  inputs: readonly LaunchInput[];
  onChange: (draft: Draft) => void;
}) {
  const { schemas, draft, inputs, onChange } = props;
  const t = useTranslations('launch');
  const apply = (preset: Preset) => {
    const first = stepsOf(draft)[0]?.config ?? draft;
    const proposed = proposedInput(inputs);
    const chosen =
      [draft.base, draft.teacher, first.base].find((reference) => inputOf(inputs, reference)) ??
      (proposed && { run: proposed.runId });
    const next = applyPreset(schemas, preset, {
      experiment: draft.experiment,
      dataset: first.dataset,
      chosen,
    });
    const input = inputOf(inputs, chosen);
    onChange(
      next.method === 'pipeline'
        ? next
        : withInputDefaults(
            schemas[String(next.method)] ?? {},
            next,
            input && { ...input, training: null },
            undefined,
          ),
    );
  };
  return (
    <div className={classes.presets}>
      <span className={classes.presetsLabel}>{t('presets')}</span>
      {PRESETS.map((preset) => (
        <Tooltip key={preset.id} label={t(`preset.${preset.id}.text`)}>
          <Button variant="default" size="compact-xs" onClick={() => apply(preset)}>
            {t(`preset.${preset.id}.name`)}
          </Button>
        </Tooltip>
      ))}
    </div>
  );
}
