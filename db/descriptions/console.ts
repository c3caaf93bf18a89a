import { columnDescriptions, dataVersions, queryLog } from '../schema/console';
import { describeTable, type TableDescription } from './describe';

/** Lines about the query log and the tables about tables. */
export const CONSOLE_TABLES: readonly TableDescription[] = [
  describeTable(queryLog, 'Every query that somebody ran.', {
    id: 'Number of the query.',
    uid: 'Stable name for the outside.',
    source: 'console, note or cli.',
    sql: 'The statement.',
    params: 'Values of its parameters, JSON.',
    createdBy: 'Name of the person who ran it.',
    createdAt: 'When it began, UTC milliseconds.',
    elapsedMs: 'Time it took, ms; null when it never ran.',
    rowCount: 'Rows that came back; null when none could.',
    truncated: 'rows or bytes when the result was cut at that limit; null when it is whole.',
    errorCode: 'Why it failed, as query_refused; null when it did not.',
    errorMessage: 'The same in words; null when it did not fail.',
  }),
  describeTable(dataVersions, 'A number for each table that rises with each transaction that changes it.', {
    tableName: 'Name of the table.',
    version: 'Transactions that changed the table so far.',
  }),
  describeTable(
    columnDescriptions,
    'One line about each table, view and column: the lines you are reading.',
    {
      tableName: 'Name of the table or view.',
      columnName: 'Name of the column; empty for the table or view itself.',
      description: 'What it holds, with unit and range.',
    },
  ),
];
