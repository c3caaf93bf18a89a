import { AppError, type FieldIssue } from '@/lib/domain/errors';
import { type FaultWords, parseRunConfig } from '@/lib/domain/parse-run-config';
import type { RunConfig } from '@/lib/domain/run-config';
import { inChinese } from './fault-zh';

/** A checked config: parsed, or its faults by field. */
export type CheckedConfig = { config: RunConfig } | { issues: FieldIssue[] };

/** A config checked by the schema that the worker uses, with faults in the language of the page. */
export async function checkConfig(input: unknown, locale: string): Promise<CheckedConfig> {
  const words = await faultWords(locale);
  try {
    return { config: parseRunConfig(input, words) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { issues: error.issues.map((issue) => inLanguage(issue, locale)) };
  }
}

/** A fault in the language of the page. */
export function inLanguage(issue: FieldIssue, locale: string): FieldIssue {
  return locale === 'zh-CN' ? { ...issue, message: inChinese(issue.message) } : issue;
}

async function faultWords(locale: string): Promise<FaultWords | undefined> {
  if (locale !== 'zh-CN') return undefined;
  const { default: chinese } = await import('zod/v4/locales/zh-CN.js');
  return chinese().localeError;
}
