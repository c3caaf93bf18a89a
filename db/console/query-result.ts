import type { ErrorCode } from '@/lib/domain/errors';

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
}

/** What a query found; each row is an array as long as `columns`. */
export interface QueryResult {
  columns: ResultColumn[];
  rows: Cell[][];
  /** `rows` when more rows were there, `bytes` when the result or one of its texts was too large. */
  truncated: false | 'rows' | 'bytes';
  elapsedMs: number;
}

/** A value for a parameter. Whole numbers are bound as integers, so that `typeof` tells `integer`. */
export type QueryParam = null | boolean | number | bigint | string;

/** Values by name without the mark (`layer` for `:layer`), or in order for `?`. */
export type QueryParams = Readonly<Record<string, QueryParam>> | readonly QueryParam[];

/** What a query process is asked. */
export interface QueryRequest {
  sql: string;
  params: QueryParams;
  maxRows: number;
  maxResultBytes: number;
  maxTextLength: number;
  maxBlobBytes: number;
}

/** What a query process answers: once that it is ready, then once for each request. */
export type QueryReply =
  | { kind: 'ready' }
  | { kind: 'result'; result: QueryResult; cpuMs: number; rssBytes: number }
  | { kind: 'failed'; code: ErrorCode; message: string };
