import { noteCells, noteResults, noteRevisions, notes } from '../schema/notes';
import { describeTable, type TableDescription } from './describe';

/** Lines about notes. */
export const NOTE_TABLES: readonly TableDescription[] = [
  describeTable(notes, 'Notebooks over the recorded data.', {
    id: 'Number of the note.',
    uid: 'Stable name for the outside, 32 hex digits.',
    title: 'Title.',
    revision: 'Newest revision, from 1; each save adds one.',
    createdBy: 'Name of the person who made it.',
    createdAt: 'When it was made, UTC milliseconds.',
    updatedBy: 'Name of the person who saved it last.',
    updatedAt: 'When it was last saved, UTC milliseconds.',
  }),
  describeTable(noteCells, 'The cells of notes as they are now.', {
    id: 'Number of the row; changes with each save.',
    noteId: 'Note (notes.id).',
    uid: 'Stable name of the cell, 32 hex digits.',
    position: 'Place in the note, from 0.',
    type: 'markdown or sql.',
    source: 'Text of the cell.',
  }),
  describeTable(noteRevisions, 'Every saved state of every note, with its author.', {
    noteId: 'Note (notes.id).',
    revision: 'Number of the revision, from 1.',
    title: 'Title at that revision.',
    cells: 'Cells at that revision, JSON: a list of uid, type and source.',
    createdBy: 'Name of the person who saved it.',
    createdAt: 'When it was saved, UTC milliseconds.',
  }),
  describeTable(
    noteResults,
    'Pinned results of SQL cells, with the query and the data versions they came from.',
    {
      id: 'Number of the result; the highest of a cell is the one shown.',
      noteId: 'Note (notes.id).',
      cellUid: 'Cell (note_cells.uid).',
      sql: 'Query that was run.',
      columns: 'Names and types of the columns, JSON.',
      resultRows: 'Rows, JSON.',
      resultHash: 'SHA-256 of columns and rows, hex: equal results have equal hashes.',
      rowCount: 'Rows kept.',
      truncated: 'rows or bytes when the result was cut at that limit; null when it is whole.',
      elapsedMs: 'Time the query took, ms.',
      dataVersions: 'Version of each table before the query ran, JSON (data_versions).',
      createdBy: 'Name of the person who pinned it.',
      createdAt: 'When it was pinned, UTC milliseconds.',
    },
  ),
];
