import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { AppError } from '@/lib/domain/errors';
import { type ImageSet, type ImageShape, imageSize } from './image-set';

/** What the columns of a CSV file mean. */
export interface CsvOptions {
  /** Grey or colour; grey when left out. */
  channels?: 1 | 3;
  /** A square when left out. */
  size?: { height: number; width: number };
  /** Labels must be below it; 256 when left out. */
  classes?: number;
}

/** A record of csv-parse with the line it ends on. */
interface Row {
  record: string[];
  info: { lines: number };
}

const FIRST_CAPACITY = 1024;

/**
 * Images from a CSV file with one image per row: its label, then its pixels, row-major, the channels of a pixel side
 * by side, all whole numbers from 0 to 255. A first row whose first column is no number is a header.
 *
 * @throws AppError `file_invalid` with the file and the line.
 */
export async function readCsvImages(file: string, options: CsvOptions = {}): Promise<ImageSet> {
  const classes = options.classes ?? 256;
  const rows = createReadStream(file).on('error', (error) => parser.destroy(error));
  const parser = parse({
    info: true,
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    skipEmptyLines: true,
    bom: true,
  });
  rows.pipe(parser);
  let shape: ImageShape | undefined;
  let pixels = new Uint8Array();
  let labels = new Uint8Array(FIRST_CAPACITY);
  let count = 0;
  let isFirst = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<Row>) {
      if (isFirst) {
        isFirst = false;
        if (Number.isNaN(Number(record[0]))) continue;
      }
      const line = info.lines;
      if (shape === undefined) {
        shape = shapeOf(record.length - 1, options, file, line);
        pixels = new Uint8Array(FIRST_CAPACITY * imageSize(shape));
      }
      const size = imageSize(shape);
      if (record.length !== size + 1) {
        throw invalid(file, line, `${size + 1} columns`, String(record.length));
      }
      if (count === labels.length) {
        labels = doubled(labels);
        pixels = doubled(pixels);
      }
      labels[count] = byte(record[0], classes, file, line, 1);
      const from = count * size;
      for (let pixel = 0; pixel < size; pixel++) {
        pixels[from + pixel] = byte(record[pixel + 1], 256, file, line, pixel + 2);
      }
      count++;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('file_invalid', `Reading ${file}: expected a CSV file; found: ${reason}.`, {
      cause: error,
    });
  } finally {
    rows.destroy();
  }
  if (shape === undefined) throw invalid(file, 1, 'at least one row of label and pixels', 'none');
  return {
    count,
    imageShape: shape,
    pixels: pixels.slice(0, count * imageSize(shape)),
    labels: labels.slice(0, count),
  };
}

function shapeOf(pixels: number, { channels = 1, size }: CsvOptions, file: string, line: number): ImageShape {
  const side = Math.round(Math.sqrt(pixels / channels));
  const { height, width } = size ?? { height: side, width: side };
  if (pixels > 0 && height * width * channels === pixels) return [height, width, channels];
  const expected = size
    ? `${height * width * channels} pixels, ${height}x${width} in ${channels} channels`
    : `the pixels of a square in ${channels} channels`;
  throw invalid(file, line, expected, `${pixels}. Say --size HxW and --channels 1 or 3`);
}

function byte(text: string, limit: number, file: string, line: number, column: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= 0 && value < limit) return value;
  throw invalid(file, line, `a whole number from 0 to ${limit - 1} in column ${column}`, `"${text}"`);
}

function doubled(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(array.length * 2);
  larger.set(array);
  return larger;
}

function invalid(file: string, line: number, expected: string, found: string): AppError {
  return new AppError(
    'file_invalid',
    `Reading ${file}: in line ${line} expected ${expected}; found ${found}. Nothing was registered.`,
  );
}
