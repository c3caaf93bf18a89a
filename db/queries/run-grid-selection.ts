import { AppError } from '@/lib/domain/errors';
import { parseRunFilter } from '@/lib/domain/parse-run-filter';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import type { TrackingDatabase } from '../client';
import { type BindValue, bindTo } from './run-grid-facts';
import { filterCondition } from './run-grid-filter';

/** Which runs are meant, without columns and order. */
export type RunScope = Pick<RunGridSelection, 'experimentId' | 'parentRunId' | 'filter' | 'show'>;

/** The runs that match a scope. */
export interface MatchingRuns {
  total: number;
  has(id: number): boolean;
  /** All ids; undefined where everything but a few hidden runs matches, so that a list would be long. */
  ids?: number[];
}

const DELETED = 'SELECT id FROM runs WHERE deleted_at IS NOT NULL';
const ARCHIVED = 'SELECT id FROM runs WHERE archived_at IS NOT NULL';

/** Condition that the run whose id the SQL `id` gives is neither archived nor in the trash. */
export function notHidden(id: string): string {
  return `${id} NOT IN (${DELETED}) AND ${id} NOT IN (${ARCHIVED})`;
}

/**
 * A scope as a condition on the row `s` of `run_results`.
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read, with the place.
 */
export function scopeCondition(scope: RunScope, bind: BindValue): string {
  const parts: string[] = [];
  if (scope.experimentId !== undefined) {
    parts.push(`s.run_id IN (SELECT id FROM runs WHERE experiment_id = ${bind(scope.experimentId)})`);
  }
  if (scope.parentRunId !== undefined) {
    parts.push(`s.run_id IN (SELECT id FROM runs WHERE parent_run_id = ${bind(scope.parentRunId)})`);
  }
  parts.push(`s.run_id ${scope.show === 'trash' ? '' : 'NOT '}IN (${DELETED})`);
  if (scope.show !== 'trash')
    parts.push(`s.run_id ${scope.show === 'archived' ? '' : 'NOT '}IN (${ARCHIVED})`);
  const { filter, fault } = parseRunFilter(scope.filter);
  if (fault) {
    const place = fault.start + 1;
    throw new AppError(
      'invalid_argument',
      `The filter cannot be read at character ${place}: ${fault.message}`,
      {
        issues: [{ path: 'filter', message: fault.message }],
      },
    );
  }
  if (filter) parts.push(filterCondition(filter, bind));
  return parts.join('\n  AND ');
}

/** Finds the runs of a scope. @throws AppError `invalid_argument` as {@link scopeCondition}. */
export function matchRuns({ sqlite }: TrackingDatabase, scope: RunScope): MatchingRuns {
  if (scope.experimentId === undefined && scope.parentRunId === undefined && !scope.filter.trim()) {
    if (scope.show === 'live') {
      const hidden = new Set(sqlite.prepare(`${DELETED} UNION ${ARCHIVED}`).pluck().all() as number[]);
      const all = sqlite.prepare('SELECT count(*) FROM runs').pluck().get() as number;
      return { total: all - hidden.size, has: (id) => !hidden.has(id) };
    }
  }
  const values: Record<string, number | string> = {};
  const where = scopeCondition(scope, bindTo(values));
  const ids = sqlite
    .prepare(`SELECT s.run_id FROM run_results s WHERE ${where}`)
    .pluck()
    .all(values) as number[];
  let set: Set<number> | undefined;
  const has = (id: number) => {
    set ??= new Set(ids);
    return set.has(id);
  };
  return { total: ids.length, has, ids };
}

/**
 * The runs that a filter finds and that can be compared, so not the parents of others: their number, and the newest
 * ids up to a limit.
 *
 * @throws AppError `invalid_argument` as {@link scopeCondition}.
 */
export function listMatchingRunIds(
  { sqlite }: TrackingDatabase,
  filter: string,
  limit: number,
): { ids: number[]; total: number } {
  const values: Record<string, number | string> = {};
  const where = scopeCondition({ filter, show: 'live' }, bindTo(values));
  const ids = sqlite
    .prepare(
      `SELECT s.run_id FROM run_results s JOIN runs r ON r.id = s.run_id
       WHERE ${where} AND r.method NOT IN ('pipeline', 'sweep') ORDER BY s.run_id DESC`,
    )
    .pluck()
    .all(values) as number[];
  return { ids: ids.slice(0, limit), total: ids.length };
}
