import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsvImages } from '@/lib/data/csv-images';
import { openDataset } from '@/lib/data/dataset';
import { readIdxImages } from '@/lib/data/idx-images';
import { readImageFolder } from '@/lib/data/image-folder';
import { checkNewName, registerDataset } from '@/lib/data/register-dataset';
import { encodeIdx } from '@/lib/formats/idx';

const root = mkdtempSync(join(tmpdir(), 'lathe-images-'));
const quiet = () => {};
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(root, name);
  writeFileSync(file, content);
  return file;
}

async function png(file: string, shape: [h: number, w: number, c: 1 | 3], pixels: number[]): Promise<void> {
  const raw = { height: shape[0], width: shape[1], channels: shape[2] };
  let image = sharp(Uint8Array.from(pixels), { raw });
  if (shape[2] === 1) image = image.toColourspace('b-w');
  await image.png().toFile(file);
}

describe('a folder of images by class', () => {
  const folder = join(root, 'pets');
  const copy = (name: string): string => {
    cpSync(folder, join(root, name), { recursive: true });
    return join(root, name);
  };

  beforeAll(async () => {
    for (const part of ['train/dog', 'train/cat', 'test/cat', 'test/dog']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    // Grey images of 1 x 2; cats are below 100, dogs above.
    for (let i = 0; i < 10; i++) {
      await png(join(folder, `train/cat/${i}.png`), [1, 2, 1], [i, i + 1]);
      await png(join(folder, `train/dog/${i}.png`), [1, 2, 1], [100 + i, 200]);
    }
    await png(join(folder, 'test/cat/a.png'), [1, 2, 1], [50, 51]);
    await png(join(folder, 'test/dog/a.png'), [1, 2, 1], [150, 151]);
    writeFileSync(join(folder, 'train/cat/.hidden.png'), 'not an image');
    writeFileSync(join(folder, 'train/cat/README.txt'), 'not an image');
  });

  it('becomes a data set with its pixels, classes and a validation split', async () => {
    const dataDir = join(root, 'data');
    await registerDataset(dataDir, await readImageFolder('pets', folder, {}, quiet));
    const { splits, classes, shape, splitSizes } = await openDataset(dataDir, 'pets');
    expect(classes).toEqual(['cat', 'dog']);
    expect(shape).toEqual([1, 2, 1]);
    expect(splitSizes).toEqual({ train: 18, validation: 2, test: 2 });
    for (const { count, labels, pixels } of Object.values(splits)) {
      for (let i = 0; i < count; i++) expect(pixels[2 * i] >= 100).toBe(labels[i] === 1);
    }
    const all = [...splits.train.pixels, ...splits.validation.pixels].filter((_, i) => i % 2 === 0);
    const expected = [...Array(10).keys(), ...Array.from({ length: 10 }, (_, i) => 100 + i)];
    expect(all.sort((a, b) => a - b)).toEqual(expected);
    expect([...splits.test.pixels].sort((a, b) => a - b)).toEqual([50, 51, 150, 151]);
  });

  it('without splits gets a seeded test split', async () => {
    const dataDir = join(root, 'data-plain');
    const content = await readImageFolder('plain', join(folder, 'train'), {}, quiet);
    expect(content.test).toBeUndefined();
    const { splitSizes } = await registerDataset(dataDir, content);
    // A tenth of 20, then a tenth of 18 rounded up.
    expect(splitSizes).toEqual({ train: 16, validation: 2, test: 2 });
  });

  it('is stretched and converted on demand', async () => {
    const options = { size: { height: 2, width: 2 }, channels: 3 as const };
    const { train } = await readImageFolder('wide', folder, options, quiet);
    expect(train.imageShape).toEqual([2, 2, 3]);
    const first = train.pixels.subarray(0, 3);
    expect(new Set(first).size).toBe(1);
  });

  it('is refused for an image of another size, naming the file', async () => {
    const other = copy('other-size');
    await png(join(other, 'train/dog/5.png'), [2, 2, 1], [1, 2, 3, 4]);
    await expect(readImageFolder('x', other, {}, quiet)).rejects.toThrow(
      /dog.5\.png: expected 1x2 pixels in grey, as the first image has; found 2x2 pixels in grey\. Give --size/,
    );
    await png(join(other, 'train/dog/5.png'), [1, 2, 3], [1, 2, 3, 4, 5, 6]);
    await expect(readImageFolder('x', other, {}, quiet)).rejects.toThrow(
      /dog.5\.png: .*found 1x2 pixels in colour/,
    );
  });

  it('is refused for a cut image, an empty class, a class unknown in training', async () => {
    const cut = copy('cut');
    const noise = Array.from({ length: 64 * 64 }, (_, i) => (i * 7919) % 251);
    const file = join(cut, 'train/cat/3.png');
    await png(file, [64, 64, 1], noise);
    truncateSync(file, Math.floor(statSync(file).size / 2));
    const size = { height: 1, width: 2 };
    await expect(readImageFolder('x', cut, { size }, quiet)).rejects.toThrow(
      /Decoding .*cat.3\.png: expected a whole image/,
    );

    const extra = copy('extra');
    mkdirSync(join(extra, 'test/bird'));
    await expect(readImageFolder('x', extra, {}, quiet)).rejects.toThrow(
      /test.bird: expected one of the training classes cat, dog/,
    );
    mkdirSync(join(extra, 'train/bird'));
    await expect(readImageFolder('x', extra, {}, quiet)).rejects.toThrow(
      /train.bird: expected at least one image/,
    );
    await expect(readImageFolder('x', join(folder, 'test/cat'), {}, quiet)).rejects.toThrow(
      /at least 2 classes; found 0/,
    );
  });
});

describe('CSV', () => {
  it('is read with and without a header', async () => {
    const expected = { count: 2, imageShape: [2, 2, 1], labels: Uint8Array.of(3, 0) };
    const rows = '3,1,2,3,4\n0,5,6,7,255\n';
    const plain = await readCsvImages(write('plain.csv', rows));
    expect(plain).toMatchObject(expected);
    expect([...plain.pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 255]);
    expect(await readCsvImages(write('head.csv', `label,p0,p1,p2,p3\r\n${rows}`))).toEqual(plain);
  });

  it('grows beyond its first buffers', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i % 7},${i % 256}`).join('\n');
    const set = await readCsvImages(write('long.csv', rows));
    expect(set.count).toBe(3000);
    expect([set.labels[2999], set.pixels[2999]]).toEqual([2999 % 7, 2999 % 256]);
    expect(set.pixels).toHaveLength(3000);
  });

  it('takes size and channels', async () => {
    const file = write('colour.csv', '1,1,2,3,4,5,6\n');
    const size = { height: 2, width: 1 };
    expect((await readCsvImages(file, { size, channels: 3 })).imageShape).toEqual([2, 1, 3]);
    await expect(readCsvImages(file)).rejects.toThrow(/line 1 expected the pixels of a square .*found 6/);
  });

  const faults: [what: string, text: string, message: RegExp][] = [
    [
      'a pixel above 255',
      'label,a\n1,2\n1,256\n',
      /f\.csv: in line 3 expected .* 0 to 255 in column 2; found "256"/,
    ],
    ['a text', '1,2\n1,x\n', /line 2 .*column 2; found "x"/],
    ['an empty cell', '1,2\n,5\n', /line 2 .*column 1; found ""/],
    ['a label out of range', '1,2\n10,5\n', /line 2 expected .* 0 to 9 in column 1; found "10"/],
    ['a missing column', '1,1,2,3,4\n1,1,2,3\n', /line 2 expected 5 columns; found 4/],
    ['no rows', 'label,a\n', /expected at least one row/],
    ['an open quote', '1,2\n"1,2\n', /f\.csv: expected a CSV file; found: Quote/],
  ];
  it.each(faults)('is refused for %s, with file and line', async (_, text, message) => {
    await expect(readCsvImages(write('f.csv', text), { classes: 10 })).rejects.toThrow(message);
  });

  it('is refused when there is no such file', async () => {
    await expect(readCsvImages(join(root, 'none.csv'))).rejects.toThrow(/none\.csv: .*ENOENT/);
  });
});

describe('IDX pairs', () => {
  const images = encodeIdx({ shape: [3, 1, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  const labels = encodeIdx({ shape: [3], data: Uint8Array.of(0, 1, 1) });

  it('are read', async () => {
    const set = await readIdxImages(write('i', images), write('l', labels));
    expect(set).toMatchObject({ count: 3, imageShape: [1, 2, 1], labels: Uint8Array.of(0, 1, 1) });
    expect([...set.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are refused for labels out of range or for other counts, with file and offset', async () => {
    const file = write('i', images);
    await expect(readIdxImages(file, write('l', labels.with(10, 7)), 2)).rejects.toThrow(
      /l: at byte 10 expected a label from 0 to 1; found 7/,
    );
    const fewer = encodeIdx({ shape: [2], data: Uint8Array.of(0, 1) });
    await expect(readIdxImages(file, write('l', fewer))).rejects.toThrow(
      /at byte 4 expected 3 labels.*found 2/,
    );
  });
});

describe('registering', () => {
  const set = (labels: number[]) => ({
    count: labels.length,
    imageShape: [1, 1, 1] as [number, number, number],
    pixels: Uint8Array.from(labels),
    labels: Uint8Array.from(labels),
  });
  const content = { classes: ['a', 'b'], train: set([0, 1, 0, 1]), source: 'test' };

  it('leaves nothing when the content is wrong', async () => {
    const dataDir = join(root, 'wrong');
    const add = (more: object) => registerDataset(dataDir, { name: 'x', ...content, ...more });
    await expect(add({ train: set([0, 1, 2, 1]) })).rejects.toThrow(
      /labels from 0 to 1; found 2 at image 2 of train/,
    );
    await expect(add({ expectedHash: 'f'.repeat(64) })).rejects.toThrow(
      /content hash ffff.*; found .*Nothing was registered/,
    );
    const wide = { ...set([0, 1]), imageShape: [1, 2, 1], pixels: new Uint8Array(4) };
    await expect(add({ test: wide })).rejects.toThrow(/test images of \[1,1,1\].*found \[1,2,1\]/);
    await expect(add({ train: set([0, 1]) })).rejects.toThrow(/at least 3 training images; found 2/);
    await expect(openDataset(dataDir, 'x')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not replace other content of the same name', async () => {
    const dataDir = join(root, 'taken');
    const first = await registerDataset(dataDir, { name: 'x', ...content });
    expect(await registerDataset(dataDir, { name: 'x', ...content })).toEqual(first);
    await expect(
      registerDataset(dataDir, { name: 'x', ...content, train: set([1, 1, 0, 1]) }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readdirSync(join(dataDir, 'datasets'))).toEqual(['x']);
    expect((await openDataset(dataDir, 'x')).contentHash).toBe(first.contentHash);
  });

  it('takes only plain new names', () => {
    for (const name of ['', '../x', 'A', '.x', 'a/b', 'x'.repeat(101)]) {
      expect(() => checkNewName(root, name), name).toThrow(/expected a name of lower-case/);
    }
    expect(() => checkNewName(join(root, 'taken'), 'x')).toThrow(/taken/);
  });
});
