import { AppError } from '@/lib/domain/errors';

const UNSIGNED_BYTE = 0x08;

/** An array of unsigned bytes as an IDX file holds it, row-major. */
export interface IdxArray {
  shape: number[];
  data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST: two zero bytes, the type code 0x08, the number of
 * dimensions, each dimension as a big-endian uint32, then the values.
 *
 * @param file Name of the file, for the messages.
 * @param dimensions Dimensions to expect: 1 for labels, 3 for grey images.
 * @returns A view of `bytes`, not a copy.
 * @throws AppError `file_invalid` with file, offset, what was expected and what was found.
 */
export function decodeIdx(bytes: Uint8Array, file: string, dimensions: number): IdxArray {
  const fail = (offset: number, expected: string, found: string): never => {
    throw new AppError(
      'file_invalid',
      `Reading IDX file ${file}: at byte ${offset} expected ${expected}; found ${found}. Get the file again.`,
    );
  };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    fail(0, 'the magic number of an IDX file', 'gzip data (unpack it with gunzip first)');
  }
  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    fail(bytes.length, `a header of ${headerLength} bytes`, 'the end of the file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | dimensions;
  if (magic !== expectedMagic) {
    fail(0, `magic number ${hex(expectedMagic)} (unsigned bytes, ${dimensions} dimensions)`, hex(magic));
  }
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  shape.forEach((length, index) => {
    if (length === 0) fail(4 + 4 * index, `at least 1 in dimension ${index + 1}`, '0');
  });
  const count = shape.reduce((product, length) => product * length, 1);
  const found = bytes.length - headerLength;
  if (found < count) {
    fail(bytes.length, `${count} values for the shape [${shape}]`, `the end of the file after ${found}`);
  }
  if (found > count) {
    fail(headerLength + count, `the end of the file after ${count} values`, `${found - count} bytes more`);
  }
  // No subarray: that of a Buffer is a Buffer, whose slice() does not copy.
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + headerLength, count) };
}

/** The bytes of an IDX file of unsigned bytes; see {@link decodeIdx} for the layout. */
export function encodeIdx({ shape, data }: IdxArray): Uint8Array {
  const headerLength = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerLength + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (UNSIGNED_BYTE << 8) | shape.length);
  shape.forEach((length, index) => {
    view.setUint32(4 + 4 * index, length);
  });
  bytes.set(data, headerLength);
  return bytes;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
