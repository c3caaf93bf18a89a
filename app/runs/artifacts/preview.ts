import { parse } from 'csv-parse/sync';
import { firstBytes, isImage, type StoredArtifact } from './attachment';

/** A tensor of a safetensors file. */
export interface TensorEntry {
  name: string;
  dtype: string;
  shape: number[];
  sizeBytes: number;
}

/** What a file looks like from its beginning. */
export type ArtifactPreview =
  | { kind: 'text'; text: string; isWhole: boolean }
  | { kind: 'table'; rows: string[][]; isWhole: boolean }
  | { kind: 'tensors'; tensors: TensorEntry[]; tensorCount: number }
  | { kind: 'image' }
  | { kind: 'none' };

const TEXT_BYTES = 32 * 1024;
const TABLE_ROWS = 50;
const MOST_COLUMNS = 40;
const MOST_TENSORS = 500;
/** Largest header that is read; those of models with thousands of tensors stay far below. */
const LARGEST_HEADER = 4 * 1024 * 1024;

/** The beginning of a file, read as what its name and type say; `none` where that does not hold. */
export function previewOf(artifact: StoredArtifact): ArtifactPreview {
  const { path, mediaType, filePath, sizeBytes } = artifact;
  if (isImage(mediaType)) return { kind: 'image' };
  if (/\.safetensors$/i.test(path)) return tensorsOf(filePath) ?? { kind: 'none' };
  const bytes = firstBytes(filePath, TEXT_BYTES);
  if (bytes.includes(0)) return { kind: 'none' };
  const isWhole = bytes.length >= sizeBytes;
  const text = textOf(bytes, isWhole);
  if (text === undefined) return { kind: 'none' };
  if (mediaType === 'text/csv' || /\.csv$/i.test(path))
    return tableOf(text, isWhole) ?? { kind: 'text', text, isWhole };
  if (isWhole && (mediaType === 'application/json' || /\.json$/i.test(path))) {
    return { kind: 'text', text: indented(text), isWhole };
  }
  return { kind: 'text', text, isWhole };
}

/** UTF-8; undefined for other bytes. A character that the limit cut in two is left out. */
function textOf(bytes: Buffer, isWhole: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
  } catch {
    return undefined;
  }
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function tableOf(text: string, isWhole: boolean): ArtifactPreview | undefined {
  // The last line may be cut.
  const lines = isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  try {
    const rows: string[][] = parse(lines, {
      relax_column_count: true,
      relax_quotes: true,
      to: TABLE_ROWS + 1,
    });
    return {
      kind: 'table',
      rows: rows.slice(0, TABLE_ROWS).map((row) => row.slice(0, MOST_COLUMNS)),
      isWhole: isWhole && rows.length <= TABLE_ROWS,
    };
  } catch {
    return undefined;
  }
}

/** The header of a safetensors file: 8 bytes of length, little-endian, then JSON. */
function tensorsOf(filePath: string): ArtifactPreview | undefined {
  const head = firstBytes(filePath, 8);
  if (head.length < 8) return undefined;
  const length = Number(head.readBigUInt64LE());
  if (length > LARGEST_HEADER) return undefined;
  try {
    const header: Record<string, unknown> = JSON.parse(
      firstBytes(filePath, 8 + length)
        .subarray(8)
        .toString(),
    );
    const tensors = Object.entries(header).flatMap(([name, entry]) => tensorEntry(name, entry) ?? []);
    return { kind: 'tensors', tensors: tensors.slice(0, MOST_TENSORS), tensorCount: tensors.length };
  } catch {
    return undefined;
  }
}

function tensorEntry(name: string, entry: unknown): TensorEntry | undefined {
  if (name === '__metadata__' || typeof entry !== 'object' || entry === null) return undefined;
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(offsets)) return undefined;
  return { name, dtype, shape: shape.map(Number), sizeBytes: Number(offsets[1]) - Number(offsets[0]) };
}
