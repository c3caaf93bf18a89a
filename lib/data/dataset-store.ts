import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { type ImageSet, type ImageShape, imageSize } from './image-set';
import { isTemporaryName, withTemporaryDirectory } from './temporary-directory';

/** The splits in the order in which the files hold them. */
export const SPLITS = ['train', 'validation', 'test'] as const;

const CHUNK_BYTES = 1 << 26;
const MANIFEST = 'dataset.json';
const IMAGES = 'images.bin';
const LABELS = 'labels.bin';

const count = z.int().min(1);

/** What `dataset.json` holds. */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  classes: z.array(z.string()).min(1).max(256),
  shape: z.tuple([count, count, z.union([z.literal(1), z.literal(3)])]),
  splitSizes: z.strictObject({ train: count, validation: count, test: count }),
  /** By channel, of the training images, pixels scaled to [0, 1]. */
  pixelMean: z.array(z.number()),
  pixelStd: z.array(z.number()),
  /** Where the images came from, for people. */
  source: z.string(),
});

/** What is known of a registered data set without its images. */
export type DatasetManifest = z.output<typeof manifestSchema>;
/** The images of all splits. */
export type DatasetSplits = Record<(typeof SPLITS)[number], ImageSet>;

/** Directory of the registered data sets inside a data directory. */
export function datasetsDirectory(dataDir: string): string {
  return join(dataDir, 'datasets');
}

/** Whether a data set of this name is registered. */
export function isRegistered(dataDir: string, name: string): boolean {
  return existsSync(join(datasetsDirectory(dataDir), name, MANIFEST));
}

/** Names of the registered data sets, sorted. */
export async function listDatasetNames(dataDir: string): Promise<string[]> {
  const directory = datasetsDirectory(dataDir);
  if (!existsSync(directory)) return [];
  const names = await readdir(directory);
  return names.filter((name) => !isTemporaryName(name) && isRegistered(dataDir, name)).sort();
}

/**
 * SHA-256 of a data set's content, hex: of the JSON of shape, classes and split sizes, a newline, all pixels, all
 * labels; splits in the order train, validation, test. The name is not part of it.
 */
export function contentHash(
  shape: ImageShape,
  classes: string[],
  splitSizes: DatasetManifest['splitSizes'],
  pixels: readonly Uint8Array[],
  labels: readonly Uint8Array[],
): string {
  const { train, validation, test } = splitSizes;
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify({ shape, classes, splitSizes: { train, validation, test } })}\n`);
  for (const part of [...pixels, ...labels]) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) hash.update(part.subarray(at, at + CHUNK_BYTES));
  }
  return hash.digest('hex');
}

/**
 * Writes a data set under a temporary name and renames it into place, so that it is there whole or not at all.
 *
 * When another process has registered the same content in the meantime, that one stays.
 *
 * @throws AppError `conflict` when the name is taken by other content.
 */
export async function storeDataset(
  dataDir: string,
  manifest: DatasetManifest,
  splits: DatasetSplits,
): Promise<void> {
  const directory = datasetsDirectory(dataDir);
  const target = join(directory, manifest.name);
  await withTemporaryDirectory(directory, async (temporary) => {
    const sets = SPLITS.map((split) => splits[split]);
    await writeParts(
      join(temporary, IMAGES),
      sets.map(({ pixels }) => pixels),
    );
    await writeParts(
      join(temporary, LABELS),
      sets.map(({ labels }) => labels),
    );
    await writeParts(join(temporary, MANIFEST), [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
    try {
      renameSync(temporary, target);
    } catch (error) {
      if (!isRegistered(dataDir, manifest.name)) throw error;
      const existing = await readManifest(dataDir, manifest.name);
      if (existing.contentHash === manifest.contentHash) return;
      throw new AppError(
        'conflict',
        `Adding data set "${manifest.name}": the name is taken by other images (${target}). Choose another name, or remove that directory.`,
        { cause: error },
      );
    }
  });
}

/**
 * The manifest of a registered data set.
 *
 * @throws AppError `dataset_invalid` when the file is not as written.
 */
export async function readManifest(dataDir: string, name: string): Promise<DatasetManifest> {
  const file = join(datasetsDirectory(dataDir), name, MANIFEST);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw damaged(name, file, 'expected a manifest of format 1; it is cut or was changed', error);
  }
}

/**
 * The images of a registered data set, their sizes, labels and content hash checked.
 *
 * @throws AppError `dataset_invalid` with the file when it is not what was registered.
 */
export async function readSplits(dataDir: string, manifest: DatasetManifest): Promise<DatasetSplits> {
  const { name, shape, classes, splitSizes } = manifest;
  const directory = join(datasetsDirectory(dataDir), name);
  const total = SPLITS.reduce((sum, split) => sum + splitSizes[split], 0);
  const size = imageSize(shape);
  const pixels = await readExactly(name, join(directory, IMAGES), total * size);
  const labels = await readExactly(name, join(directory, LABELS), total);
  const found = contentHash(shape, classes, splitSizes, [pixels], [labels]);
  if (found !== manifest.contentHash) {
    throw damaged(name, directory, `expected content hash ${manifest.contentHash}; found ${found}`);
  }
  let first = 0;
  const take = (length: number): ImageSet => {
    const from = first;
    first += length;
    return {
      count: length,
      imageShape: shape,
      pixels: pixels.subarray(from * size, first * size),
      labels: labels.subarray(from, first),
    };
  };
  return {
    train: take(splitSizes.train),
    validation: take(splitSizes.validation),
    test: take(splitSizes.test),
  };
}

async function writeParts(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length; at += CHUNK_BYTES) {
        await handle.writeFile(part.subarray(at, at + CHUNK_BYTES));
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readExactly(name: string, file: string, length: number): Promise<Uint8Array> {
  const handle = await open(file).catch((error) => {
    throw damaged(name, file, 'expected the file; it cannot be opened', error);
  });
  try {
    const { size } = await handle.stat();
    if (size !== length) throw damaged(name, file, `expected ${length} bytes; found ${size}`);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK_BYTES, length - at), at);
      if (bytesRead === 0) throw damaged(name, file, `expected ${length} bytes; the file ends at ${at}`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function damaged(name: string, file: string, fault: string, cause?: unknown): AppError {
  return new AppError(
    'dataset_invalid',
    `Opening data set "${name}": ${file}: ${fault}. Remove the data set's directory and add it again.`,
    { cause },
  );
}
