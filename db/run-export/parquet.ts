import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ExportKind } from '../queries/run-grid-export';
import type { CellValue } from '../queries/run-grid-types';
import type { ExportTable } from './export-table';

const TYPES = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', time: 'TIMESTAMP' } as const;

/** Parquet, a row group for each chunk; times are timestamps, whole numbers 64 bits, all others doubles. */
export async function* parquetOf({ columns, chunks }: ExportTable): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const columnData = (rows: CellValue[][]) =>
    columns.map(
      ({ title, kind }, place): ColumnSource => ({
        name: title,
        type: TYPES[kind],
        nullable: true,
        data: rows.map((row) => parquetCell(row[place], kind)),
      }),
    );
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    // A NaN would make the smallest and largest value of a column meaningless.
    statistics: false,
    createdBy: 'Lathe',
  });
  for await (const rows of chunks) {
    file.write({ columnData: columnData(rows), rowGroupSize: Math.max(1, rows.length) });
    yield take(writer);
  }
  file.finish();
  yield take(writer);
}

/** The bytes written since the last call. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function parquetCell(value: CellValue, kind: ExportKind): bigint | Date | number | string | null {
  if (value === null) return null;
  switch (kind) {
    case 'integer':
      return BigInt(value);
    case 'time':
      return new Date(value);
    case 'number':
      return value as number;
    case 'text':
      return String(value);
  }
}
