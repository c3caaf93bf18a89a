import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { AppError } from '@/lib/domain/errors';
import type { SqliteValue } from '../sqlite-value';

type Kind = 'INT64' | 'DOUBLE' | 'STRING' | 'BYTE_ARRAY';

/** A Parquet file that grows by groups of rows. */
export interface ParquetRows {
  /** The bytes of one more row group. */
  group(rows: readonly (readonly SqliteValue[])[]): Uint8Array;
  end(): Uint8Array;
}

function kindOf(declared: string | null, values: readonly SqliteValue[]): Kind {
  const found = values.filter((value) => value !== null);
  const all = (test: (value: SqliteValue) => boolean) => found.length > 0 && found.every(test);
  if (all((value) => typeof value === 'bigint'))
    return /REAL|FLOA|DOUB/i.test(declared ?? '') ? 'DOUBLE' : 'INT64';
  if (all((value) => typeof value === 'bigint' || typeof value === 'number')) return 'DOUBLE';
  if (all((value) => Buffer.isBuffer(value))) return 'BYTE_ARRAY';
  if (found.length > 0) return 'STRING';
  if (/INT/i.test(declared ?? '')) return 'INT64';
  return /REAL|FLOA|DOUB/i.test(declared ?? '') ? 'DOUBLE' : 'STRING';
}

function cell(name: string, value: SqliteValue, kind: Kind): bigint | number | string | Uint8Array | null {
  if (value === null) return null;
  if (kind === 'STRING') return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
  if (kind === 'DOUBLE' && (typeof value === 'number' || typeof value === 'bigint')) return Number(value);
  if (kind === 'INT64' && typeof value === 'bigint') return value;
  if (kind === 'BYTE_ARRAY' && Buffer.isBuffer(value)) return value;
  throw new AppError(
    'query_failed',
    `The export was stopped: a column of a Parquet file has one type, and the column "${name}", of ${kind} in the first rows, holds ${typeof value === 'string' ? 'a text' : 'another type'} later. Put it through CAST in the query.`,
  );
}

/**
 * Parquet: integers are 64 bits, reals doubles, texts UTF-8, blobs bytes. The type of a column is that of its values in
 * the first group, else the declared one; values of several types become texts there.
 *
 * @throws AppError `query_failed` when later rows hold another type.
 */
export function parquetRows(
  columns: readonly { name: string; type: string | null }[],
  first: readonly (readonly SqliteValue[])[],
): ParquetRows {
  const kinds = columns.map(({ type }, place) =>
    kindOf(
      type,
      first.map((row) => row[place]),
    ),
  );
  const columnData = (rows: readonly (readonly SqliteValue[])[]) =>
    columns.map(
      ({ name }, place): ColumnSource => ({
        name,
        type: kinds[place],
        nullable: true,
        data: rows.map((row) => cell(name, row[place], kinds[place])),
      }),
    );
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    // A NaN would make the smallest and largest value of a column meaningless.
    statistics: false,
    createdBy: 'Lathe',
  });
  const take = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  return {
    group: (rows) => {
      if (rows.length > 0) file.write({ columnData: columnData(rows), rowGroupSize: rows.length });
      return take();
    },
    end: () => {
      file.finish();
      return take();
    },
  };
}
