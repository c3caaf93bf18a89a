'use client';

import { useTranslations } from 'next-intl';
import { useContext } from 'react';
import { FieldContext } from './field-context';
import { type Draft, doesApply, type FieldSchema } from './form-schema';
import classes from './launch.module.css';
import { ObjectFields } from './schema-field';

const FIRST = ['experiment', 'name', 'base', 'teacher', 'student', 'architecture'];

/** The fields of a job: what most people set, then the rest, folded. */
export function JobFields(props: {
  schema: FieldSchema;
  path: string;
  value: Draft;
  onChange: (value: Draft, key: string) => void;
  omit?: readonly string[];
}) {
  const { schema, path, value, omit = [] } = props;
  const { issues } = useContext(FieldContext);
  const t = useTranslations('launch');
  const ordered = inFormOrder(schema);
  const shared = { ...props, schema: ordered };
  const rest = Object.entries(schema.properties ?? {}).filter(
    ([, field]) => field.more && doesApply(field, value),
  );
  const at = path === '' ? '' : `${path}.`;
  const faults = issues.filter((issue) =>
    rest.some(([key]) => `${issue.path}.`.startsWith(`${at}${key}.`)),
  ).length;
  return (
    <>
      <div className={classes.fields}>
        <ObjectFields {...shared} isShown={(key, field) => !field.more && !omit.includes(key)} />
      </div>
      {rest.length > 0 && (
        <details className={classes.more}>
          <summary>
            {t('more', { count: rest.length })}
            {faults > 0 && (
              <span className={classes.foldedFaults}>{t('foldedFaults', { count: faults })}</span>
            )}
          </summary>
          <div className={classes.fields}>
            <ObjectFields {...shared} isShown={(key, field) => field.more === true && !omit.includes(key)} />
          </div>
        </details>
      )}
    </>
  );
}

/** The schema with its fields in the order of the form: what and on what, then how; groups last. */
function inFormOrder(schema: FieldSchema): FieldSchema {
  const place = ([key, field]: [string, FieldSchema]) => {
    const first = FIRST.indexOf(key);
    if (first >= 0) return first;
    return field.properties || field.anyOf ? 100 : 50;
  };
  const entries = Object.entries(schema.properties ?? {});
  return { ...schema, properties: Object.fromEntries(entries.sort((a, b) => place(a) - place(b))) };
}
