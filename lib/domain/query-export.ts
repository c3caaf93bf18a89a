import { z } from 'zod';

/** What the result of a query can be exported as, with the media type of each. */
export const QUERY_EXPORT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

/** How a result is exported; the two last hold for CSV only. */
export const queryExportSchema = z.object({
  format: z.enum(['csv', 'json', 'jsonl', 'parquet']),
  /** Begins with a byte order mark, by which spreadsheets know UTF-8. */
  withBom: z.boolean().default(false),
  /** Texts that a spreadsheet would take for a formula get a quotation mark before them. */
  isSpreadsheetSafe: z.boolean().default(false),
});

/** How a result is exported. */
export type QueryExport = z.output<typeof queryExportSchema>;
