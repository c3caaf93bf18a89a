import type { ExportTable } from './export-table';
import { parquetOf } from './parquet';
import { csvOf, jsonOf } from './text';

/** What runs can be exported as. */
export type ExportFormat = 'csv' | 'json' | 'parquet';

/** The formats by the ending of their files: the media type, and the pieces of a file as they are made. */
export const EXPORT_FORMATS: Readonly<
  Record<ExportFormat, { type: string; write: (table: ExportTable) => AsyncGenerator<string | Uint8Array> }>
> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', write: csvOf },
  json: { type: 'application/json; charset=utf-8', write: jsonOf },
  parquet: { type: 'application/vnd.apache.parquet', write: parquetOf },
};

/** True for the name of a format. */
export function isExportFormat(name: string): name is ExportFormat {
  return Object.hasOwn(EXPORT_FORMATS, name);
}
