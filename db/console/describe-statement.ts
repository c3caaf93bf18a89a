import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { sqlParameters } from '@/lib/domain/sql/parameters';
import { bindParams } from './bind-params';
import type { StatementDescription } from './query-result';
import { checkReadsOnly, requireReader } from './sql-gate';

/** Parameters of one statement; SQLite takes more, nobody types them. */
const MOST_PARAMETERS = 500;

/**
 * What a statement is, without running it. That its parameters are those named here is asked of SQLite, which takes no
 * value too few and none too many.
 *
 * @throws AppError `query_refused` for a statement that does not only read and for more than 500 parameters.
 */
export function describeStatement(connection: Database.Database, sql: string): StatementDescription {
  const { isExplain } = checkReadsOnly(sql);
  const statement = connection.prepare(sql);
  requireReader(statement, isExplain);
  const columns = statement.columns().map(({ name }) => name);
  const parameters = [...new Set(sqlParameters(sql).map(({ name }) => name))];
  if (parameters.length > MOST_PARAMETERS)
    throw new AppError(
      'query_refused',
      `The query was refused: it has more than ${MOST_PARAMETERS} parameters. Put the values into a table or a list.`,
    );
  bindParams(statement, Object.fromEntries(parameters.map((name) => [name, null])));
  return { parameters, columns, isExplain };
}
