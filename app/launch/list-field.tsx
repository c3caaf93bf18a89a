'use client';

import { TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFieldError } from './field-context';
import classes from './launch.module.css';
import type { FieldProps } from './schema-field';
import { useFieldTexts } from './use-field-texts';

/** Numbers separated by commas or spaces. What is no number stays as text, and is refused beside the field. */
export function ListField({ name, path, schema, isRequired, value, onChange }: FieldProps) {
  const t = useTranslations('launch');
  const { label, help } = useFieldTexts(name, schema, path);
  const shown = Array.isArray(value) ? value.join(', ') : '';
  const [text, setText] = useState(shown);
  // What was typed is kept while it means the value; the JSON view may have changed it.
  const isSame = JSON.stringify(toNumbers(text)) === JSON.stringify(value ?? []);
  return (
    <TextInput
      className={classes.wide}
      label={label}
      description={help ?? t('listHelp')}
      error={useFieldError(path, true)}
      value={isSame ? text : shown}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(toNumbers(currentTarget.value));
      }}
      withAsterisk={isRequired}
    />
  );
}

function toNumbers(text: string): (number | string)[] {
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((part) => (Number.isFinite(Number(part)) ? Number(part) : part));
}
