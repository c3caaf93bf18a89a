import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCifar10 } from '@/lib/data/cifar-10';
import { readFashionMnist } from '@/lib/data/fashion-mnist';
import { checkIntegrity } from '@/lib/data/npm-package';

// Small packages of the same form as the published ones.
const root = mkdtempSync(join(tmpdir(), 'lathe-fetched-'));
const quiet = () => {};
afterAll(() => rmSync(root, { recursive: true }));

describe('Fashion-MNIST', () => {
  const perClass = { test: 1, train: 2 };
  const file = (label: number) => join(root, 'src/clothes', `${label}.json`);
  const image = (value: number) => new Array<number>(784).fill(value);
  const writeClass = (label: number, images: number[][]) =>
    writeFileSync(file(label), JSON.stringify({ data: images }));
  const read = () => readFashionMnist(root, quiet, perClass);

  beforeAll(() => {
    mkdirSync(join(root, 'src/clothes'), { recursive: true });
    // Pixels tell class and part: 10 * class for the test, + 1 and + 2 for training.
    for (let label = 0; label < 10; label++) {
      const images = [0, 1, 2].map((index) => image(10 * label + index));
      writeClass(label, label === 0 ? [images[0], [], images[1], images[2], []] : images);
    }
  });

  it('has the first images of each class as its test, in mixed order', async () => {
    const { train, test, classes } = await read();
    expect(classes).toHaveLength(10);
    const first = (set: typeof train) => Array.from(set.labels, (_, i) => set.pixels[i * 784]);
    if (test === undefined) throw new Error('no test split');
    expect(first(test).sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(first(train).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => 10 * Math.floor(i / 2) + 1 + (i % 2)),
    );
    for (const set of [train, test]) {
      expect(first(set).map((value) => Math.floor(value / 10))).toEqual([...set.labels]);
      expect([...set.labels]).not.toEqual([...set.labels].sort());
    }
  });

  it('is refused when a file is cut, has too few images, or pixels that are none', async () => {
    const whole = [90, 91, 92].map(image);
    truncateSync(file(9), 500);
    await expect(read()).rejects.toThrow(/9\.json: expected JSON with a list "data"; found/);
    writeClass(9, whole.slice(1));
    await expect(read()).rejects.toThrow(/9\.json: expected 3 images; found 2/);
    writeClass(9, [...whole.slice(0, 2), image(1).with(5, 256)]);
    await expect(read()).rejects.toThrow(/9\.json: expected 0 to 255 in image 2, pixel 5; found 256/);
    writeClass(9, [...whole.slice(0, 2), [1, 2]]);
    await expect(read()).rejects.toThrow(/9\.json: expected 784 pixels in image 2; found 2/);
  });
});

describe('CIFAR-10', () => {
  const sheet = async (name: string, rows: number[]) => {
    const pixels = Buffer.concat(
      rows.map((value) => Buffer.alloc(3072, Uint8Array.of(value, value + 1, value + 2))),
    );
    const raw = { width: 1024, height: rows.length, channels: 3 as const };
    await sharp(pixels, { raw }).png().toFile(join(root, name));
  };
  const labels = (name: string, values: unknown) => writeFileSync(join(root, name), JSON.stringify(values));
  const read = () => readCifar10(root, quiet, 2);

  beforeAll(async () => {
    for (let i = 1; i <= 5; i++) await sheet(`data_batch_${i}.png`, [10 * i, 10 * i + 5]);
    await sheet('test_batch.png', [100, 105]);
    labels('train_lables.json', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    labels('test_lables.json', [9, 0]);
  });

  it('has one image in each row of its sheets, channels side by side', async () => {
    const { train, test } = await read();
    expect([train.count, test?.count]).toEqual([10, 2]);
    expect(train.imageShape).toEqual([32, 32, 3]);
    const starts = Array.from({ length: 10 }, (_, i) => [...train.pixels.subarray(i * 3072, i * 3072 + 3)]);
    expect(starts[0]).toEqual([10, 11, 12]);
    expect(starts[3]).toEqual([25, 26, 27]);
    expect(starts[9]).toEqual([55, 56, 57]);
    expect([...train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...(test?.labels ?? [])]).toEqual([9, 0]);
  });

  it('is refused for a sheet of another size, a cut sheet, wrong labels', async () => {
    labels('test_lables.json', [9, 10]);
    await expect(read()).rejects.toThrow(
      /test_lables\.json: expected a label from 0 to 9 at position 1; found 10/,
    );
    labels('test_lables.json', [9]);
    await expect(read()).rejects.toThrow(/test_lables\.json: expected 2 labels; found 1/);
    labels('test_lables.json', [9, 0]);
    await sheet('test_batch.png', [1, 2, 3]);
    await expect(read()).rejects.toThrow(
      /test_batch\.png: expected a sheet of 1024 x 2 pixels; found 1024 x 3/,
    );
    truncateSync(join(root, 'data_batch_2.png'), 60);
    await expect(read()).rejects.toThrow(/data_batch_2\.png: expected a whole image/);
  });
});

describe('a downloaded package', () => {
  it('must have the pinned hash', async () => {
    const tarball = join(root, 'p-1.0.0.tgz');
    writeFileSync(tarball, 'content');
    const integrity = `sha512-${createHash('sha512').update('content').digest('base64')}`;
    const pinned = { name: 'p', version: '1.0.0', integrity };
    await checkIntegrity(tarball, pinned);
    writeFileSync(tarball, 'Content');
    await expect(checkIntegrity(tarball, pinned)).rejects.toThrow(
      /p-1\.0\.0\.tgz: expected sha512-.*; found sha512-/,
    );
  });
});
