import type { RunColumn } from './run-columns';
import type { CompareOperator } from './run-filter-tokens';

/** What a condition looks at: a column, or the tags of a run. */
export type FilterField = RunColumn | { type: 'tag' };

/** A value to compare with. Times are UTC milliseconds. */
export type FilterValue = number | string;

/**
 * A filter of runs. As in SQL, a comparison with a value that a run does not have is neither true nor false, so that
 * its NOT does not hold either. The comparison of a param with a number looks at numbers only.
 */
export type RunFilter =
  | { type: 'and' | 'or'; items: RunFilter[] }
  | { type: 'not'; item: RunFilter }
  | { type: 'compare'; field: FilterField; operator: CompareOperator; value: FilterValue }
  | { type: 'in'; field: FilterField; values: FilterValue[]; isNegated: boolean }
  | { type: 'like'; field: FilterField; pattern: string; isNegated: boolean }
  | { type: 'between'; field: FilterField; low: FilterValue; high: FilterValue; isNegated: boolean }
  | { type: 'null'; field: FilterField; isNegated: boolean };

/** What may stand at a place of a filter. */
export type FilterExpectation =
  | { kind: 'condition' }
  | { kind: 'metric' }
  | { kind: 'operator'; field: FilterField }
  | { kind: 'value'; field: FilterField }
  | { kind: 'words'; words: readonly string[] };

/** Where a filter cannot be read: positions count UTF-16 units, `end` is behind the last. */
export interface FilterFault {
  start: number;
  end: number;
  expected: string;
  found: string;
  /** Expected and found in one sentence. */
  message: string;
  expectation: FilterExpectation;
}

/** A filter, undefined for an empty text; or the fault in it. */
export type ParsedFilter =
  | { filter: RunFilter | undefined; fault?: undefined }
  | { filter?: undefined; fault: FilterFault };
