import { AppError } from '@/lib/domain/errors';
import { contentHash, type DatasetManifest, isRegistered, storeDataset } from './dataset-store';
import { gatherImages, type ImageSet, pixelMoments } from './image-set';
import { createRandom } from './random';

/** Seed of every choice made while a data set is converted; part of the data, not of a run. */
const SPLIT_SEED = 1;

/** What a source gives: images read and checked, not yet split. */
export interface DatasetContent {
  name: string;
  /** Class names by label. */
  classes: string[];
  train: ImageSet;
  /** Cut from `train` when left out. */
  validation?: ImageSet;
  /** Cut from `train` when left out. */
  test?: ImageSet;
  /** Images to cut off for validation; a tenth of `train` when left out. */
  validationCount?: number;
  /** Where the images came from, for people. */
  source: string;
  /** Content hash that a known data set must come to. */
  expectedHash?: string;
}

/** Says what is being done, as `Decoding images`; `done` of `total` while it goes on. */
export type Progress = (stage: string, done?: number, total?: number) => void;

/**
 * Splits, checks and stores a data set.
 *
 * A missing test split is a tenth of the training images, a missing validation split `validationCount` or a tenth
 * of what is left: the last ones of a seeded permutation whose seed never changes. Both parts keep their order.
 *
 * @throws AppError `conflict` when the name is taken; `dataset_invalid` when the content is not as expected.
 */
export async function registerDataset(dataDir: string, content: DatasetContent): Promise<DatasetManifest> {
  const { name, classes, source } = content;
  checkContent(content);
  const [rest, test] = content.test ? [content.train, content.test] : cut(content.train, 'test');
  const [train, validation] = content.validation
    ? [rest, content.validation]
    : cut(rest, 'validation', content.validationCount);
  const shape = train.imageShape;
  const splitSizes = { train: train.count, validation: validation.count, test: test.count };
  const sets = [train, validation, test];
  const hash = contentHash(
    shape,
    classes,
    splitSizes,
    sets.map(({ pixels }) => pixels),
    sets.map(({ labels }) => labels),
  );
  if (content.expectedHash !== undefined && hash !== content.expectedHash) {
    throw new AppError(
      'dataset_invalid',
      `Adding data set "${name}" from ${source}: expected content hash ${content.expectedHash}; found ${hash}. Nothing was registered: the source has changed.`,
    );
  }
  const { mean, std } = pixelMoments(train);
  const manifest: DatasetManifest = {
    format: 1,
    name,
    contentHash: hash,
    classes,
    shape: [shape[0], shape[1], shape[2] === 1 ? 1 : 3],
    splitSizes,
    pixelMean: mean,
    pixelStd: std,
    source,
  };
  await storeDataset(dataDir, manifest, { train, validation, test });
  return manifest;
}

/**
 * Refuses a name that is no plain directory name, or that is taken.
 *
 * @throws AppError `invalid_argument` or `conflict`.
 */
export function checkNewName(dataDir: string, name: string): void {
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) {
    throw new AppError(
      'invalid_argument',
      `Adding a data set: expected a name of lower-case letters, digits, ".", "_" and "-", at most 100; found "${name}".`,
    );
  }
  if (isRegistered(dataDir, name)) {
    throw new AppError('conflict', `Adding data set "${name}": the name is taken. Choose another one.`);
  }
}

/** The same images in a fixed random order, for sources that give one class after the other. */
export function mixed(set: ImageSet): ImageSet {
  return gatherImages(set, createRandom(SPLIT_SEED, 'order').permutation(set.count));
}

function cut(set: ImageSet, part: 'test' | 'validation', wanted?: number): [rest: ImageSet, part: ImageSet] {
  const size = wanted ?? Math.ceil(set.count / 10);
  const order = createRandom(SPLIT_SEED, part).permutation(set.count);
  return [
    gatherImages(set, order.slice(0, set.count - size).sort()),
    gatherImages(set, order.slice(set.count - size).sort()),
  ];
}

function checkContent({ name, classes, train, validation, test }: DatasetContent): void {
  const fail = (expected: string, found: string): never => {
    throw new AppError(
      'dataset_invalid',
      `Adding data set "${name}": expected ${expected}; found ${found}. Nothing was registered.`,
    );
  };
  if (classes.length < 2 || classes.length > 256) fail('2 to 256 classes', String(classes.length));
  if (train.count < 3) fail('at least 3 training images', String(train.count));
  for (const [split, set] of Object.entries({ train, validation, test })) {
    if (set === undefined) continue;
    if (set.imageShape.join() !== train.imageShape.join()) {
      fail(`${split} images of [${train.imageShape}], as in training`, `[${set.imageShape}]`);
    }
    const wrong = set.labels.findIndex((label) => label >= classes.length);
    if (wrong >= 0) {
      fail(`labels from 0 to ${classes.length - 1}`, `${set.labels[wrong]} at image ${wrong} of ${split}`);
    }
  }
}
