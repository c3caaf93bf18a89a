import { columnDescriptions, dataVersions, queryLog, savedQueries, searchDocuments } from '../schema/console';
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
    connection: 'Named connection that was asked; empty for this database.',
  }),
  describeTable(savedQueries, 'Queries that somebody gave a name, for the whole team.', {
    id: 'Number of the query.',
    uid: 'Stable name for the outside.',
    name: 'Name.',
    description: 'What it answers.',
    sql: 'The statement.',
    params: 'Types and last values of its parameters, JSON.',
    chart: 'How its result is drawn, JSON; null for the table alone.',
    connection: 'Named connection that it asks; empty for this database.',
    revision: 'Raised by each save, from 1.',
    createdBy: 'Name of the person who made it: its owner.',
    createdAt: 'When it was made, UTC milliseconds.',
    updatedBy: 'Name of the person who saved it last.',
    updatedAt: 'When it was last saved, UTC milliseconds.',
  }),
  describeTable(
    searchDocuments,
    'The texts of notes, their cells and saved queries that a search looks through.',
    {
      id: 'Number of the text.',
      kind: 'note, cell or query.',
      refId: 'Number of the note or saved query.',
      cellUid: 'Cell of the note (note_cells.uid); empty for the others.',
      title: 'Title of the note or name of the query; name of the cell.',
      body: 'The text.',
      updatedAt: 'When it last changed, UTC milliseconds.',
    },
  ),
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
