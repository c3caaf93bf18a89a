import type { ErrorCode, FieldIssue } from '@/lib/domain/errors';
import type { QueryExport } from '@/lib/domain/query-export';
import type { SchemaTable } from './schema-list';

/** A blob in a result: its full size, and its first bytes as hex digits. */
export interface BlobCell {
  bytes: number;
  hex: string;
}

/**
 * One value of a result, fit for JSON: integers beyond 2^53 are strings of their digits, infinities the strings
 * "Infinity" and "-Infinity" (SQLite has no NaN: it stores NULL).
 */
export type Cell = null | number | string | BlobCell;

/**
 * A column of a result. `type` is the type its table declares, else what the values are: `INTEGER`, `REAL`,
 * `TEXT`, `BLOB`, `ANY` when they differ, `NULL` when there are none. Names may occur twice.
 */
export interface ResultColumn {
  name: string;
  type: string;
  /** Rows, from 0, whose value is a number that stands as a string, where the type does not tell it from a text. */
  wideRows?: number[];
}

/** What a query found; each row is an array as long as `columns`. */
export interface QueryResult {
  columns: ResultColumn[];
  rows: Cell[][];
  /** `rows` when more rows were there, `bytes` when the result or one of its texts was too large. */
  truncated: false | 'rows' | 'bytes';
  elapsedMs: number;
  /** Tables of the tracking database that the query reads, views resolved; only when they were asked for, none of another source. */
  tables?: string[];
}

/** What a statement is, told without running it. */
export interface StatementDescription {
  /** Parameters in order, without their mark: names, or the numbers of those written as `?`. */
  parameters: string[];
  /** Names of the columns of its result. */
  columns: string[];
  isExplain: boolean;
}

/** The whole of one value: a text, or the bytes of a blob. */
export type WholeCell = { text: string } | { blob: Uint8Array };

/** Rows that a query may read as a table, by the name of the table. */
export type GivenTables = Readonly<Record<string, Pick<QueryResult, 'columns' | 'rows'>>>;

/** A value for a parameter: a `bigint` is an integer, a `number` a real, also a whole one; a boolean is 0 or 1. */
export type QueryParam = null | boolean | number | bigint | string;

/** Values by name without the mark (`layer` for `:layer`), by their number for `?`. */
export type QueryParams = Readonly<Record<string, QueryParam>>;

/** What a query process is asked: the rows of a statement. */
export interface QueryRequest {
  sql: string;
  params: QueryParams;
  tables?: GivenTables;
  wantsTables?: boolean;
  maxRows: number;
  maxResultBytes: number;
  maxTextLength: number;
  maxBlobBytes: number;
}

/** What a query process is asked: one value of a result, whole. */
export interface CellRequest {
  sql: string;
  params: QueryParams;
  /** From 0. */
  row: number;
  /** From 0. */
  column: number;
  maxBytes: number;
}

/** What a query process is asked: all rows of a statement as a file, on its standard output. */
export interface ExportRequest {
  sql: string;
  params: QueryParams;
  options: QueryExport;
}

/** What a query process can do, with what it takes and what it gives. */
export interface QueryTasks {
  run: { request: QueryRequest; result: QueryResult };
  describe: { request: { sql: string }; result: StatementDescription };
  cell: { request: CellRequest; result: WholeCell };
  export: { request: ExportRequest; result: { rows: number } };
  schema: { request: { sql: string }; result: SchemaTable[] };
}

/** One task of {@link QueryTasks} for a query process. */
export type QueryTask = {
  [K in keyof QueryTasks]: { task: K; request: QueryTasks[K]['request'] };
}[keyof QueryTasks];

/** What a query process answers: once that it is ready, then once for each task. */
export type QueryReply =
  | { kind: 'ready' }
  /** The statement is one that reads, and its first bytes follow. */
  | { kind: 'started' }
  | { kind: 'result'; result: unknown; cpuMs: number; rssBytes: number }
  | { kind: 'failed'; code: ErrorCode; message: string; issues: readonly FieldIssue[] };
