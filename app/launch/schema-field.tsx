'use client';

import { Autocomplete, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useContext, useState } from 'react';
import { ArchitectureField, StudentField } from './choice-fields';
import { FieldContext, useFieldError } from './field-context';
import { changeField, type Draft, defaultsOf, doesApply, type FieldSchema, isObject } from './form-schema';
import classes from './launch.module.css';
import { ListField } from './list-field';
import { ModelField } from './model-field';
import { useFieldTexts } from './use-field-texts';

/** One field of a config and its value; `path` is how a fault names it. */
export interface FieldProps {
  name: string;
  path: string;
  schema: FieldSchema;
  isRequired: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** The control that fits a field's schema. */
export function SchemaField(props: FieldProps) {
  const { name, path, schema } = props;
  if (name === 'experiment') return <ExperimentField {...props} />;
  if (name === 'base' || name === 'teacher') return <ModelField {...props} />;
  if (name === 'architecture') return <ArchitectureField {...props} />;
  if (name === 'student') return <StudentField {...props} />;
  if (path === 'dataset.name' || path.endsWith('.dataset.name')) return <DatasetField {...props} />;
  if (schema.properties) return <GroupField {...props} schema={schema} />;
  const inner = schema.anyOf?.find(({ properties }) => properties);
  if (inner) return <OptionalGroup {...props} inner={inner} />;
  if (schema.enum) return <ChoiceField {...props} options={schema.enum} />;
  if (schema.type === 'array') return <ListField {...props} />;
  if (schema.type === 'integer' || schema.type === 'number') return <NumberField {...props} />;
  return <TextField {...props} />;
}

/** The fields of an object, without a frame; those that `isShown` keeps. */
export function ObjectFields(props: {
  schema: FieldSchema;
  path: string;
  value: Draft;
  onChange: (value: Draft, key: string) => void;
  isShown?: (key: string, field: FieldSchema) => boolean;
}) {
  const { schema, path, value, onChange, isShown = () => true } = props;
  const { parked } = useContext(FieldContext);
  return Object.entries(schema.properties ?? {})
    .filter(([key, field]) => isShown(key, field) && field.const === undefined && doesApply(field, value))
    .map(([key, field]) => (
      <SchemaField
        key={key}
        name={key}
        path={path ? `${path}.${key}` : key}
        schema={field}
        isRequired={schema.required?.includes(key) ?? false}
        value={value[key]}
        onChange={(next) => onChange(changeField(schema, value, key, next, parked), key)}
      />
    ));
}

function GroupField({ name, path, schema, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {help && <p className={classes.help}>{help}</p>}
      <div className={classes.fields}>
        <ObjectFields schema={schema} path={path} value={isObject(value) ? value : {}} onChange={onChange} />
      </div>
    </fieldset>
  );
}

/** A group that can be left out by a tick box. */
function OptionalGroup({ name, path, schema, inner, value, onChange }: FieldProps & { inner: FieldSchema }) {
  const { label, help } = useFieldTexts(name, schema, path);
  const { parked } = useContext(FieldContext);
  // What is left out of the JSON is what the schema makes of it.
  const isOn = value === undefined ? isObject(schema.default) : value !== null;
  const start = isObject(parked[path]) ? parked[path] : defaultsOf(inner.properties ?? {});
  return (
    <fieldset className={classes.group}>
      <legend>
        <Checkbox
          size="xs"
          label={label}
          checked={isOn}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? start : null)}
        />
      </legend>
      {help && <p className={classes.help}>{help}</p>}
      {isOn && (
        <div className={classes.fields}>
          <ObjectFields schema={inner} path={path} value={isObject(value) ? value : {}} onChange={onChange} />
        </div>
      )}
    </fieldset>
  );
}

function DatasetField({ name, path, schema, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  const { datasets } = useContext(FieldContext);
  return (
    <Autocomplete
      // An open list would cover what the fault says when the focus is put here.
      openOnFocus={false}
      label={label}
      description={help}
      error={useFieldError(path)}
      data={datasets.map((dataset) => dataset.name)}
      value={String(value ?? '')}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

function ExperimentField({ name, path, schema, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  const { experiments } = useContext(FieldContext);
  return (
    <Autocomplete
      openOnFocus={false}
      label={label}
      description={help}
      error={useFieldError(path)}
      data={[...experiments]}
      value={String(value ?? '')}
      onChange={onChange}
      withAsterisk
    />
  );
}

function ChoiceField({ name, path, schema, value, onChange, options }: FieldProps & { options: string[] }) {
  const { label, help } = useFieldTexts(name, schema, path);
  return (
    <Select
      label={label}
      description={help}
      error={useFieldError(path)}
      data={options}
      placeholder={defaultText(schema)}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function NumberField({ name, path, schema, isRequired, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  const isWhole = schema.type === 'integer';
  // What was typed is kept while it means the value: "0.00" is on its way to 0.001.
  const [typed, setTyped] = useState<string | number>('');
  const isSame = typed !== '' && toNumber(typed) === value;
  const shown = typeof value === 'number' || typeof value === 'string' ? value : '';
  return (
    <NumberInput
      label={label}
      description={help}
      error={useFieldError(path)}
      value={isSame ? typed : shown}
      onChange={(next) => {
        setTyped(next);
        onChange(toNumber(next));
      }}
      placeholder={defaultText(schema)}
      allowDecimal={!isWhole}
      step={isWhole ? 1 : 0.05}
      withAsterisk={isRequired}
      hideControls
    />
  );
}

/** What a field that is left out will be. */
function defaultText(schema: FieldSchema): string | undefined {
  return schema.default === undefined ? undefined : String(schema.default);
}

/** The number a text means; the text itself when it means none, which the schema then refuses. */
function toNumber(typed: string | number): string | number | undefined {
  if (typed === '') return undefined;
  return Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

function TextField({ name, path, schema, isRequired, value, onChange }: FieldProps) {
  const { label, help } = useFieldTexts(name, schema, path);
  return (
    <TextInput
      label={label}
      description={help}
      error={useFieldError(path)}
      value={String(value ?? '')}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      withAsterisk={isRequired}
    />
  );
}
