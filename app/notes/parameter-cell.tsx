'use client';

import { TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { NoteCellOf } from '@/lib/domain/note-content';
import { likelyParamType } from '@/lib/domain/typed-param';
import { ParamFields } from '../console/param-fields';
import classes from './notes.module.css';

type Settings = NoteCellOf<'parameter'>['settings'];

/** A value that the note's queries read as `:name`: typed, or one of its choices. */
export function ParameterCell(props: {
  name: string;
  settings: Settings;
  onChange: (settings: Settings) => void;
  /** Runs the queries that read it. */
  onRun: () => void;
}) {
  const t = useTranslations('notes');
  const { name, settings, onChange } = props;
  const { param, choices } = settings;
  // As it is typed: a comma at the end is no choice yet.
  const [choicesText, setChoicesText] = useState(choices.join(', '));
  if (name === '') return <p className="muted">{t('parameterUnnamed')}</p>;
  return (
    <div className={classes.parameter}>
      <ParamFields
        names={[{ name, written: `:${name}` }]}
        params={{ [name]: param }}
        choices={choices}
        onChange={(params) => onChange({ ...settings, param: params[name] ?? param })}
        onRun={props.onRun}
      />
      <TextInput
        size="xs"
        label={t('choices')}
        placeholder={t('choicesExample')}
        value={choicesText}
        onChange={({ currentTarget: { value } }) => {
          setChoicesText(value);
          const next = value
            .split(',')
            .map((choice) => choice.trim())
            .filter((choice) => choice !== '');
          const isLikely = param.type === likelyOf(settings);
          const changed = { ...settings, choices: [...new Set(next)] };
          const type = isLikely ? likelyOf(changed) : param.type;
          onChange({ ...changed, param: { ...param, type } });
        }}
      />
    </div>
  );
}

/** The type that a parameter has until somebody chooses another: that of all that it can be. */
function likelyOf({ param, choices }: Settings) {
  return likelyParamType(choices.length > 0 ? choices : [param.value]);
}
