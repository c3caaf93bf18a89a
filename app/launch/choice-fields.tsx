'use client';

import { SegmentedControl, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFieldError } from './field-context';
import { type FieldSchema, isObject } from './form-schema';
import classes from './launch.module.css';
import { ListField } from './list-field';
import { ModelField } from './model-field';
import type { FieldProps } from './schema-field';
import { useFieldTexts } from './use-field-texts';

/** A named architecture; `mlp` asks for its widths besides. */
export function ArchitectureField({ name, path, schema, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  const fault = useFieldError(path);
  const innerFault = useFieldError(`${path}.name`);
  const options = (schema.oneOf ?? []).flatMap(({ properties }) => {
    const field = properties?.name;
    return field?.enum ?? (typeof field?.const === 'string' ? [field.const] : []);
  });
  const draft = isObject(value) ? value : {};
  const widths = schema.oneOf?.find(({ properties }) => properties?.widths)?.properties
    ?.widths as FieldSchema;
  return (
    <>
      <Select
        label={label}
        description={help}
        error={fault ?? innerFault}
        data={options}
        value={typeof draft.name === 'string' ? draft.name : null}
        onChange={(next) => onChange(next === 'mlp' ? { name: next, widths: [100] } : { name: next })}
        withAsterisk
      />
      {draft.name === 'mlp' && (
        <ListField
          name="widths"
          path={`${path}.widths`}
          schema={widths}
          isRequired
          value={draft.widths}
          onChange={(next) => onChange({ name: 'mlp', widths: next })}
        />
      )}
    </>
  );
}

/** A new network, or a model that goes on from its weights. */
export function StudentField({ name, path, schema, value, onChange }: FieldProps) {
  const t = useTranslations('launch');
  const { label, help } = useFieldTexts(name, schema, path);
  const draft = isObject(value) ? value : {};
  const kind = 'base' in draft ? 'base' : 'architecture';
  const field = schema.anyOf?.find(({ properties }) => properties?.[kind])?.properties?.[kind] as FieldSchema;
  const fault = useFieldError(path);
  const inner = { path: `${path}.${kind}`, schema: field, isRequired: true, value: draft[kind] };
  const change = (next: unknown) => onChange({ [kind]: next });
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {help && <p className={classes.help}>{help}</p>}
      {fault && <p className={classes.fault}>{fault}</p>}
      <div className={classes.fields}>
        <SegmentedControl
          size="xs"
          className={classes.wide}
          aria-label={label}
          value={kind}
          onChange={(next) => onChange({ [next]: undefined })}
          data={[
            { value: 'architecture', label: t('newNetwork') },
            { value: 'base', label: t('storedModel') },
          ]}
        />
        {kind === 'base' ? (
          <ModelField name="base" {...inner} onChange={change} />
        ) : (
          <ArchitectureField name="architecture" {...inner} onChange={change} />
        )}
      </div>
    </fieldset>
  );
}
