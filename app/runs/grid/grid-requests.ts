import type { RunColumnChoices, RunGridPage, RunGroupPage } from '@/db/queries/run-grid-types';
import type { RunVocabulary } from '@/db/queries/run-vocabulary';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';

/** The runs a grid is about: of one experiment, the children of one run, or all. */
export interface GridScope {
  experimentId?: number;
  parentRunId?: number;
}

/** A page of runs or of groups. */
export type GridPage = RunGridPage | RunGroupPage;

/** Why a page could not be read, in words for people. */
export class RequestFault extends Error {}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return response.json();
  const body = await response.json().catch(() => undefined);
  throw new RequestFault(body?.error?.message ?? `${response.status} ${response.statusText}`);
}

/** Reads a window of the rows of a selection. @throws RequestFault with the server's message. */
export async function readGridPage(
  selection: RunGridSelection,
  offset: number,
  limit: number,
): Promise<GridPage> {
  const body = JSON.stringify({ ...selection, offset, limit });
  return answerOf(await fetch('/api/runs/grid', { method: 'POST', body }));
}

/** Keys of params and metrics whose name contains the text, most used first. */
export async function readColumnChoices(
  scope: GridScope,
  search: string,
  limit: number,
  signal: AbortSignal,
): Promise<RunColumnChoices> {
  const parameters = new URLSearchParams({ search, limit: String(limit) });
  if (scope.experimentId !== undefined) parameters.set('experiment', String(scope.experimentId));
  return answerOf(await fetch(`/api/runs/columns?${parameters}`, { signal }));
}

/** Tags and values that exist. */
export async function readVocabulary(): Promise<RunVocabulary> {
  return answerOf(await fetch('/api/runs/vocabulary'));
}

/** The values of a param, those of most runs first. */
export async function readParamValues(key: string, signal: AbortSignal): Promise<string[]> {
  const { values } = await answerOf<{ values: string[] }>(
    await fetch(`/api/runs/vocabulary?${new URLSearchParams({ param: key })}`, { signal }),
  );
  return values;
}

/** Where everything that matches is downloaded. */
export function exportAddress(selection: RunGridSelection, format: 'csv' | 'json' | 'parquet'): string {
  return `/api/runs/export?${new URLSearchParams({ format, query: JSON.stringify(selection) })}`;
}
