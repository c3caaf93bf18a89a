import type { QueryResult } from '@/db/console/query-result';
import type { FieldIssue } from '@/lib/domain/errors';

/** Why a query gave nothing, with the place of the fault in its text where that can be told. */
export interface QueryFault {
  code: string;
  message: string;
  details?: readonly FieldIssue[];
}

/** What came of a query: its result, or what went wrong in words. */
export type QueryAnswer = { result: QueryResult } | { error: QueryFault };
