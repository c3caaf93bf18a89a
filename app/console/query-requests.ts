import type { QueryResult, StatementDescription } from '@/db/console/query-result';
import type { SchemaTable } from '@/db/console/schema-list';
import type { TypedParams } from '@/lib/domain/typed-param';
import type { QueryFault } from './query-answer';

async function ask<T>(path: string, body: object, unreachable: string): Promise<T | { error: QueryFault }> {
  try {
    const response = await fetch(`/api/console/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return response.ok ? answer : { error: answer.error };
  } catch {
    return { error: { code: 'unreachable', message: unreachable } };
  }
}

/** Runs a statement; `unreachable` is said when the server does not answer. */
export async function fetchResult(
  query: { id: string; sql: string; params: TypedParams; connection: string },
  unreachable: string,
): Promise<{ result: QueryResult } | { error: QueryFault }> {
  const answer = await ask<QueryResult>('queries', query, unreachable);
  return 'error' in answer ? answer : { result: answer };
}

/** What a statement is, its parameters before all; undefined for one that is not whole. */
export async function fetchDescription(
  sql: string,
  connection: string,
): Promise<StatementDescription | undefined> {
  const answer = await ask<StatementDescription>('describe', { sql, connection }, '');
  return 'error' in answer ? undefined : answer;
}

/** The tables of the other sources that `connection` names, or why they cannot be told. */
export async function fetchSchema(
  connection: string,
  unreachable: string,
): Promise<{ tables: SchemaTable[]; fault?: string }> {
  try {
    const response = await fetch(`/api/console/schema?${new URLSearchParams({ connection })}`);
    const answer = await response.json();
    return response.ok ? { tables: answer } : { tables: [], fault: answer.error.message };
  } catch {
    return { tables: [], fault: unreachable };
  }
}

/** Asks the server to kill a query. */
export function cancelQuery(id: string): Promise<unknown> {
  return fetch(`/api/console/queries/${id}`, { method: 'DELETE' }).catch(() => undefined);
}
