import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';

const DTYPES = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** Longest header that readers of the format accept. */
const MAX_HEADER_BYTES = 100_000_000;

/** Element types that are read and written, by their names in the format. */
export type SafetensorsDtype = keyof typeof DTYPES;
/** A typed array of one of the element types, on any kind of buffer. */
export type TensorData =
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** A tensor as a file holds it, row-major. The type of `data` tells the element type. */
export interface StoredTensor {
  shape: readonly number[];
  data: TensorData;
}

/** A float32 tensor, row-major. */
export interface Float32Tensor {
  shape: number[];
  data: Float32Array;
}

/** Tensors by name, in the order of their bytes, with the texts of `__metadata__`. */
export interface SafetensorsFile {
  tensors: Map<string, { dtype: SafetensorsDtype; shape: number[]; data: TensorData }>;
  metadata: Record<string, string>;
}

const length = z.int().min(0);
const headerSchema = z.record(
  z.string(),
  z.strictObject({
    dtype: z.string(),
    shape: z.array(length),
    data_offsets: z.tuple([length, length]),
  }),
);
const metadataSchema = z.record(z.string(), z.string());

/**
 * The bytes of a safetensors file: header length as little-endian uint64, a JSON header filled with spaces to a
 * multiple of 8, the tensors without gaps.
 *
 * Tensors stand in the order of the map, larger elements first, so that each is aligned; metadata is sorted. The
 * same tensors in the same order give the same bytes.
 *
 * @throws AppError `invalid_argument` when data and shape of a tensor differ in size.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: [string, unknown][] = [];
  const texts = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (texts.length > 0) header.push([METADATA, Object.fromEntries(texts)]);
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === METADATA || product(shape) !== data.length) {
      throw new AppError(
        'invalid_argument',
        `Writing safetensors: expected tensor "${name}" to have ${product(shape)} values for its shape [${shape}] and a name other than ${METADATA}; found ${data.length} values.`,
      );
    }
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  // Written entry by entry: an object would put names that look like numbers first.
  const entries = header.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const begin = LENGTH_BYTES + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(begin + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(begin - LENGTH_BYTES), true);
  bytes.fill(0x20, LENGTH_BYTES, begin);
  bytes.set(json, LENGTH_BYTES);
  let at = begin;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Tensors and metadata of a safetensors file, everything checked: the tensors fill the data exactly, in any order,
 * without overlap or hole.
 *
 * @param file Name of the file, for the messages.
 * @returns Views of `bytes` where they are aligned, copies elsewhere.
 * @throws AppError `file_invalid` with file, offset, what was expected and what was found; `unsupported` for
 * element types that have no typed array, as F16.
 */
export function readSafetensors(bytes: Uint8Array, file = 'safetensors data'): SafetensorsFile {
  const fail = (offset: number, expected: string, found: string, cause?: unknown): never => {
    throw new AppError(
      'file_invalid',
      `Reading ${file}: at byte ${offset} expected ${expected}; found ${found}. Get the file again.`,
      { cause },
    );
  };
  if (bytes.length < LENGTH_BYTES)
    fail(bytes.length, 'the length of the header in 8 bytes', 'the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES) {
    fail(0, `a header of at most ${MAX_HEADER_BYTES} bytes`, `${headerLength}: this is no safetensors file`);
  }
  const begin = LENGTH_BYTES + headerLength;
  if (bytes.length < begin) fail(bytes.length, `a header of ${headerLength} bytes`, 'the end of the file');
  const { header, metadata } = parseHeader(bytes.subarray(LENGTH_BYTES, begin), fail);
  const entries = Object.entries(header).sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  const tensors: SafetensorsFile['tensors'] = new Map();
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const [from, to] = data_offsets;
    if (!isDtype(dtype)) {
      throw new AppError(
        'unsupported',
        `Reading ${file}: tensor "${name}" has element type ${dtype}; expected one of ${Object.keys(DTYPES).join(', ')}. Convert the file to float32.`,
      );
    }
    if (from !== end) {
      fail(
        begin + end,
        `the next tensor, without ${from < end ? 'overlap' : 'hole'}`,
        `"${name}" at byte ${begin + from}`,
      );
    }
    const size = product(shape) * DTYPES[dtype].BYTES_PER_ELEMENT;
    if (to - from !== size) {
      fail(begin + from, `${size} bytes for "${name}", ${dtype} [${shape}]`, `${to - from}`);
    }
    if (begin + to > bytes.length)
      fail(bytes.length, `"${name}" up to byte ${begin + to}`, 'the end of the file');
    tensors.set(name, { dtype, shape, data: typedView(dtype, bytes.subarray(begin + from, begin + to)) });
    end = to;
  }
  if (begin + end !== bytes.length) {
    fail(begin + end, 'the end of the file', `${bytes.length - begin - end} bytes that belong to no tensor`);
  }
  return { tensors, metadata };
}

/**
 * The tensors of a file that holds float32 alone; views of `bytes` where they are aligned.
 *
 * @throws AppError as {@link readSafetensors}; `unsupported` when a tensor is not F32.
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'safetensors data'): Map<string, Float32Tensor> {
  const tensors = new Map<string, Float32Tensor>();
  for (const [name, { dtype, shape, data }] of readSafetensors(bytes, file).tensors) {
    if (!(data instanceof Float32Array)) {
      throw new AppError(
        'unsupported',
        `Reading ${file}: expected F32 for tensor "${name}"; found ${dtype}.`,
      );
    }
    tensors.set(name, { shape, data });
  }
  return tensors;
}

/** The texts of `__metadata__`; none gives an empty record. @throws AppError as {@link readSafetensors}. */
export function safetensorsMetadata(bytes: Uint8Array, file?: string): Record<string, string> {
  return readSafetensors(bytes, file).metadata;
}

function parseHeader(
  json: Uint8Array,
  fail: (offset: number, expected: string, found: string, cause?: unknown) => never,
): { header: z.output<typeof headerSchema>; metadata: Record<string, string> } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    return fail(
      LENGTH_BYTES,
      'a header in JSON',
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
  const { [METADATA]: texts = {}, ...rest } = Object(parsed) as Record<string, unknown>;
  const header = headerSchema.safeParse(rest);
  const metadata = metadataSchema.safeParse(texts);
  const error = header.error ?? metadata.error;
  if (header.data === undefined || metadata.data === undefined) {
    const { path, message } = error?.issues[0] ?? { path: [], message: 'another header' };
    return fail(
      LENGTH_BYTES,
      'tensors with dtype, shape and data_offsets, and texts as metadata',
      `at "${path.join('.')}": ${message}`,
      error,
    );
  }
  return { header: header.data, metadata: metadata.data };
}

function typedView(dtype: SafetensorsDtype, bytes: Uint8Array): TensorData {
  const type = DTYPES[dtype];
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new type(
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    aligned.byteLength / type.BYTES_PER_ELEMENT,
  );
}

function dtypeOf(data: TensorData): SafetensorsDtype {
  const found = Object.entries(DTYPES).find(([, type]) => data instanceof type);
  return (found as [SafetensorsDtype, unknown])[0];
}

function isDtype(dtype: string): dtype is SafetensorsDtype {
  return Object.hasOwn(DTYPES, dtype);
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
