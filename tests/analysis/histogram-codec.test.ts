import { describe, expect, it } from 'vitest';
import {
  decodeHistogram,
  encodeHistogram,
  STORED_BINS,
  STORED_HISTOGRAM_BYTES,
} from '@/lib/analysis/histogram-codec';
import { HISTOGRAM_BINS, layerStatistics } from '@/lib/analysis/layer-statistics';

const hex = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.subarray(from, to)).toString('hex');

describe('histogram codec', () => {
  it('writes 272 bytes: two float64 and 64 uint32, little-endian', () => {
    const counts = new Uint32Array(STORED_BINS);
    counts[0] = 1;
    counts[1] = 0x01020304;
    counts[63] = 0xffffffff;
    const bytes = encodeHistogram({ lo: -2, hi: 1.5, counts });
    expect(bytes.length).toBe(272);
    // IEEE 754: -2 is 0xc000..., 1.5 is 0x3ff8...
    expect(hex(bytes, 0, 8)).toBe('00000000000000c0');
    expect(hex(bytes, 8, 16)).toBe('000000000000f83f');
    expect(hex(bytes, 16, 24)).toBe('0100000004030201');
    expect(hex(bytes, 24, 268)).toBe('00'.repeat(244));
    expect(hex(bytes, 268, 272)).toBe('ffffffff');
  });

  it('reads back what it wrote, bounds to the last bit', () => {
    const counts = Uint32Array.from({ length: STORED_BINS }, (_, bin) => bin * bin * 1_000_003);
    const histogram = { lo: -0.1, hi: Math.fround(0.3), counts };
    expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
  });

  it('reads a view that starts at an odd place of a larger buffer', () => {
    const histogram = { lo: 0.25, hi: 7, counts: new Uint32Array(STORED_BINS).fill(9) };
    const page = new Uint8Array(3 + STORED_HISTOGRAM_BYTES + 5).fill(0xee);
    page.set(encodeHistogram(histogram), 3);
    expect(decodeHistogram(Buffer.from(page.buffer, 3, STORED_HISTOGRAM_BYTES))).toEqual(histogram);
  });

  it('stores the histogram of a layer as it is', () => {
    expect(HISTOGRAM_BINS).toBe(STORED_BINS);
    const { histogram } = layerStatistics(Float32Array.of(-2, 0, 1, 3, 0));
    expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
  });

  it('refuses another number of bins or bytes', () => {
    expect(() => encodeHistogram({ lo: 0, hi: 1, counts: new Uint32Array(63) })).toThrow(
      /expected 64 bins, found 63/,
    );
    expect(() => decodeHistogram(new Uint8Array(271))).toThrow(/expected 272 bytes, found 271/);
    expect(() => decodeHistogram(new Uint8Array(273))).toThrow(/found 273/);
  });
});
