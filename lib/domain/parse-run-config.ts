import type { z } from 'zod';
import { AppError, type FieldIssue } from './errors';
import { type RunConfig, runConfigSchema } from './run-config';

/** Words for the faults that zod finds, in a language, as of `zod/locales`; English when left out. */
export type FaultWords = z.core.$ZodErrorMap;

/**
 * A run config from unknown input.
 *
 * @throws AppError `invalid_config` with one issue for each wrong field: its path, what was expected and found.
 */
export function parseRunConfig(input: unknown, words?: FaultWords): RunConfig {
  const result = runConfigSchema.safeParse(input, { error: words });
  const issues = result.success
    ? modeIssues(result.data)
    : result.error.issues.map((issue) => toFieldIssue(issue));
  if (result.success && issues.length === 0) return result.data;
  const list = issues.map((issue) => `${issue.path || 'config'}: ${issue.message}`).join('; ');
  throw new AppError('invalid_config', `The run config was not accepted. ${list}. Nothing was scheduled.`, {
    issues,
  });
}

function toFieldIssue(issue: z.core.$ZodIssue, outer: PropertyKey[] = []): FieldIssue {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    // The choice that was meant is the one that knows all the keys; its own fault says more than "none fits".
    const meant = issue.errors.filter(
      (issues) => !issues.some(({ code, path: at }) => code === 'unrecognized_keys' && at.length === 0),
    );
    if (meant.length === 1 && meant[0].length > 0) return toFieldIssue(meant[0][0], path);
  }
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return {
    path: [...path, ...keys.slice(0, 1)].join('.'),
    message: keys.length > 0 ? `unknown field ${keys.map((key) => `"${key}"`).join(', ')}` : issue.message,
  };
}

function modeIssues(config: RunConfig): FieldIssue[] {
  const jobs = config.method === 'pipeline' ? config.steps.map((step) => step.config) : [config];
  return jobs.flatMap((job, index): FieldIssue[] => {
    if (job.method !== 'quantize' || (job.mode === 'qat') === (job.training !== undefined)) return [];
    const prefix = config.method === 'pipeline' ? `steps.${index}.config.` : '';
    const message =
      job.mode === 'qat' ? 'mode qat needs it' : `mode ${job.mode} does not train: leave it out`;
    return [{ path: `${prefix}training`, message }];
  });
}
