import { describe, expect, it } from 'vitest';
import { decodeIdx, encodeIdx } from '@/lib/formats/idx';

// Two images of 1 x 3: magic, 2, 1, 3, then six values.
const IMAGES = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60]);

describe('IDX', () => {
  it('is read and written byte for byte', () => {
    const array = decodeIdx(IMAGES, 'a.idx', 3);
    expect(array.shape).toEqual([2, 1, 3]);
    expect([...array.data]).toEqual([10, 20, 30, 40, 50, 60]);
    expect(encodeIdx(array)).toEqual(IMAGES);
  });

  it('is read from the middle of a buffer', () => {
    const padded = Uint8Array.from([9, 9, 9, ...IMAGES]);
    expect(decodeIdx(padded.subarray(3), 'a.idx', 3).shape).toEqual([2, 1, 3]);
  });

  const faults: [what: string, bytes: Uint8Array, message: RegExp][] = [
    ['an empty file', new Uint8Array(), /a\.idx: at byte 0 expected a header of 16 bytes; found the end/],
    ['a cut header', IMAGES.slice(0, 9), /at byte 9 expected a header of 16 bytes; found the end/],
    [
      'cut values',
      IMAGES.slice(0, 20),
      /at byte 20 expected 6 values .*2,1,3.*; found the end of the file after 4/,
    ],
    [
      'bytes too many',
      Uint8Array.from([...IMAGES, 1, 2]),
      /at byte 22 expected the end .* after 6 values; found 2/,
    ],
    [
      'a wrong magic number',
      IMAGES.with(3, 1),
      /at byte 0 expected magic number 0x00000803.*; found 0x00000801/,
    ],
    ['another value type', IMAGES.with(2, 0x0d), /at byte 0 expected magic number .*; found 0x00000d03/],
    ['an empty dimension', IMAGES.with(7, 0), /at byte 4 expected at least 1 in dimension 1; found 0/],
    ['gzip data', Uint8Array.from([0x1f, 0x8b, 8, 0]), /at byte 0 .*found gzip data/],
  ];
  it.each(faults)('refuses %s, with file and offset', (_, bytes, message) => {
    expect(() => decodeIdx(bytes, 'a.idx', 3)).toThrow(message);
    expect(() => decodeIdx(bytes, 'a.idx', 3)).toThrow(expect.objectContaining({ code: 'file_invalid' }));
  });
});
