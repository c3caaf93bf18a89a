import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import type { StatementDescription } from './query-result';
import { checkReadsOnly, requireReader } from './sql-gate';

/** Parameters of one statement; SQLite takes more, nobody types them. */
const MOST_PARAMETERS = 500;

/**
 * What a statement is, without running it. Its parameters are asked of SQLite, which says of each that it has no value,
 * one by one: so what stands in a text, a comment or a quoted name is never taken for one.
 *
 * @throws AppError `query_refused` for a statement that does not only read and for more than 500 parameters.
 */
export function describeStatement(connection: Database.Database, sql: string): StatementDescription {
  const { isExplain } = checkReadsOnly(sql);
  const statement = connection.prepare(sql);
  requireReader(statement, isExplain);
  const columns = statement.columns().map(({ name }) => name);
  const named: Record<string, null> = {};
  for (let count = 0; count <= MOST_PARAMETERS; count++) {
    const missing = complaint(() => connection.prepare(sql).bind(named));
    if (missing === undefined)
      return { parameters: Object.keys(named), isPositional: false, columns, isExplain };
    const name = /^Missing named parameter "([\s\S]+)"$/.exec(missing)?.[1];
    if (name !== undefined) {
      named[name] = null;
      continue;
    }
    const values = new Array<null>(count + 1).fill(null);
    // Once all of those written as `?` have a value, the next complaint is another one or none.
    if (!/Too few/.test(complaint(() => connection.prepare(sql).bind(...values)) ?? ''))
      return {
        parameters: values.map((_, index) => String(index + 1)),
        isPositional: true,
        columns,
        isExplain,
      };
  }
  throw new AppError(
    'query_refused',
    `The query was refused: it has more than ${MOST_PARAMETERS} parameters. Put the values into a table or a list.`,
  );
}

function complaint(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
