import { readFileSync } from 'node:fs';

/** A tensor of a reference file. */
export interface GoldenTensor {
  shape: number[];
  data: number[];
}

interface GoldenFile {
  batches: Record<string, number[][]>;
  cases: ({ kind: string } & Record<string, unknown>)[];
}

/** The cases of one kind in a reference file, batches filled in; at least one, or the test that asks fails. */
export function goldenCases<T>(file: 'torch' | 'onnxruntime', kind: string): T[] {
  const url = new URL(`../fixtures/golden/${file}.json`, import.meta.url);
  const { batches, cases }: GoldenFile = JSON.parse(readFileSync(url, 'utf8'));
  const found = cases
    .filter((one) => one.kind === kind)
    .map((one) => (typeof one.batches === 'string' ? { ...one, batches: batches[one.batches] } : one));
  if (found.length === 0) throw new Error(`${file}.json has no case of kind ${kind}`);
  return found as T[];
}

/** The float32 values of a reference tensor. */
export function floats({ data }: GoldenTensor): Float32Array {
  return Float32Array.from(data);
}

/**
 * A weight tensor in the layout of this project's kernels: torch's Conv2d `[out, in, kh, kw]` as `[kh, kw, in, out]`,
 * its Linear `[out, in]` as `[in, out]`. Masks and gradients of such tensors move the same way.
 */
export function asKernel({ shape, data }: GoldenTensor): GoldenTensor {
  const [out, channels, height = 1, width = 1] = shape;
  const moved: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < channels; i++) {
        for (let o = 0; o < out; o++) moved.push(data[((o * channels + i) * height + y) * width + x]);
      }
    }
  }
  return { shape: shape.length === 2 ? [channels, out] : [height, width, channels, out], data: moved };
}
