import { expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from '@/lib/analysis/histogram-codec';

const counts = Uint32Array.from({ length: 64 }, (_, bin) => (bin === 63 ? 2 ** 32 - 1 : bin));

it('stores lo, hi and 64 counts in 272 little-endian bytes', () => {
  const bytes = encodeHistogram({ lo: -1.5, hi: 2, counts });
  expect(bytes.length).toBe(272);
  // -1.5 is bff8000000000000, 2 is 4000000000000000, then 0 and 1.
  expect(Buffer.from(bytes.subarray(0, 24)).toString('hex')).toBe(
    '000000000000f8bf0000000000000040' + '0000000001000000',
  );
  expect(decodeHistogram(bytes)).toEqual({ lo: -1.5, hi: 2, counts });
});

it('reads a view that does not begin at the start of its buffer', () => {
  const padded = new Uint8Array(280);
  padded.set(encodeHistogram({ lo: 0, hi: 1, counts }), 3);
  expect(decodeHistogram(padded.subarray(3, 275))).toEqual({ lo: 0, hi: 1, counts });
});

it('refuses other sizes', () => {
  expect(() => encodeHistogram({ lo: 0, hi: 1, counts: new Uint32Array(63) })).toThrow(/found 63/);
  expect(() => decodeHistogram(new Uint8Array(271))).toThrow(/found 271/);
});
