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
