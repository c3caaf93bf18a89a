'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { FieldSchema } from './form-schema';
import { HELP_ZH } from './help-zh';

/** Label and help of a field at a path; the inner names of groups may have labels of their own, as `optimizer_name`. Help comes from the schema's description, translated where the language asks for it. */
export function useFieldTexts(
  key: string,
  schema: FieldSchema,
  path: string,
): { label: string; help: string | undefined } {
  const t = useTranslations('launch.field');
  const locale = useLocale();
  const inner = path.split('.').slice(-2).join('_') as Parameters<typeof t>[0];
  const known = t.has(inner) ? inner : (key as Parameters<typeof t>[0]);
  const help = schema.description;
  return {
    label: t.has(known) ? t(known) : key,
    help: help && locale === 'zh-CN' ? (HELP_ZH[help] ?? help) : help,
  };
}
