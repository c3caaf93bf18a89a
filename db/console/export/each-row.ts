import type Database from 'better-sqlite3';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import type { SqliteValue } from '../sqlite-value';

/** Names that no statement of a person uses; one that does is read the slower way. */
const TAKE = 'lathe_take_row';
const ROWS = 'lathe_rows';

/**
 * Gives every row of a reading statement to `take`, in the statement's order.
 *
 * The rows are the arguments of an aggregate function over the statement: SQLite's binding makes a call of a row at
 * half the cost of an array of it, since it sets an array's elements one by one as properties. SQLite keeps the order
 * of a subquery under any aggregate but its own `count`, `min` and `max`. What cannot be a subquery (EXPLAIN), or has
 * more columns than a function has arguments, is iterated.
 *
 * @param statement one that only reads, with its values bound.
 * @param bound prepares other SQL with the same values.
 * @throws what SQLite or `take` throws.
 */
export function eachRow(
  connection: Database.Database,
  statement: Database.Statement,
  bound: (sql: string) => Database.Statement,
  take: (row: readonly SqliteValue[]) => void,
): void {
  const whole = aggregateOf(connection, statement, bound, take);
  if (whole) whole.get();
  else
    for (const row of statement.raw().safeIntegers().iterate() as IterableIterator<SqliteValue[]>) take(row);
}

/** The statement within an aggregate that takes its rows; undefined when SQLite does not take it. */
function aggregateOf(
  connection: Database.Database,
  statement: Database.Statement,
  bound: (sql: string) => Database.Statement,
  take: (row: readonly SqliteValue[]) => void,
): Database.Statement | undefined {
  connection.aggregate(TAKE, {
    start: null,
    varargs: true,
    safeIntegers: true,
    directOnly: true,
    step: (_none: null, ...row: unknown[]) => take(row as SqliteValue[]),
  });
  const names = statement
    .columns()
    .map((_, index) => `c${index}`)
    .join();
  const sql = statement.source;
  const end = sqlTokens(sql).find(({ kind }) => kind === 'semicolon')?.start ?? sql.length;
  try {
    // The line break ends a comment.
    return bound(`WITH ${ROWS}(${names}) AS (${sql.slice(0, end)}\n) SELECT ${TAKE}(${names}) FROM ${ROWS}`);
  } catch {
    // Whatever is wrong with the statement itself was found when it was prepared alone.
    return undefined;
  }
}
