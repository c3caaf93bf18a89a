import type { QueryResult } from '@/db/console/query-result';
import { toAppError } from '@/lib/domain/errors';

/** What came of a query: its result, or what went wrong in words. */
export type QueryAnswer = { result: QueryResult } | { error: { code: string; message: string } };

/** What a failed query is told as. */
export function failedAnswer(thrown: unknown): { error: { code: string; message: string } } {
  const { code, message } = toAppError(thrown);
  return { error: { code, message } };
}
