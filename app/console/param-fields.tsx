'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { likelyParamType, PARAM_TYPES, type TypedParam, type TypedParams } from '@/lib/domain/typed-param';
import classes from './console.module.css';

const EMPTY: TypedParam = { type: 'text', value: '' };

/** A parameter by its name, and as a text writes it, with its mark. */
export interface ParamName {
  name: string;
  written: string;
}

/** A field for each parameter, with its type. */
export function ParamFields(props: {
  names: readonly ParamName[];
  params: TypedParams;
  /** The values to choose from; without them the value is typed. */
  choices?: readonly string[];
  onChange: (params: TypedParams) => void;
  onRun: () => void;
}) {
  const t = useTranslations('console');
  const { names, params, choices = [], onChange, onRun } = props;
  if (names.length === 0) return null;
  const set = (name: string, param: TypedParam) => onChange({ ...params, [name]: param });
  return (
    <fieldset className={classes.params} aria-label={t('params')}>
      {names.map(({ name, written }) => {
        const param = params[name] ?? EMPTY;
        const value = param.type === 'null' ? '' : param.value;
        const label = <span className="mono">{written}</span>;
        return (
          <div key={name} className={classes.param}>
            {choices.length > 0 ? (
              <NativeSelect
                size="xs"
                label={label}
                value={value}
                disabled={param.type === 'null'}
                data={choices.includes(value) ? [...choices] : [value, ...choices]}
                onChange={({ currentTarget }) => set(name, { ...param, value: currentTarget.value })}
              />
            ) : (
              <TextInput
                size="xs"
                label={label}
                value={value}
                disabled={param.type === 'null'}
                placeholder={param.type === 'null' ? 'NULL' : undefined}
                onChange={({ currentTarget }) => {
                  const isLikely = param.type === likelyParamType([param.value]);
                  const type = isLikely ? likelyParamType([currentTarget.value]) : param.type;
                  set(name, { type, value: currentTarget.value });
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') onRun();
                }}
              />
            )}
            <NativeSelect
              size="xs"
              aria-label={t('typeOf', { name })}
              value={param.type}
              onChange={({ currentTarget }) =>
                set(name, { ...param, type: currentTarget.value as TypedParam['type'] })
              }
              data={PARAM_TYPES.map((type) => ({ value: type, label: t(`paramType.${type}`) }))}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
