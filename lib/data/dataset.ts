import { AppError } from '@/lib/domain/errors';
import {
  type DatasetManifest,
  type DatasetSplits,
  isRegistered,
  listDatasetNames,
  readManifest,
  readSplits,
} from './dataset-store';
import type { ImageShape } from './image-set';
import { readMnist } from './mnist';
import { registerDataset } from './register-dataset';

/** Data sets that are fetched once, by `dataset add`. */
export const FETCHED_DATASETS = ['fashion-mnist', 'cifar-10'] as const;

/** What is recorded of a data set. */
export interface DatasetInfo {
  name: string;
  /** SHA-256 of shape, classes, split sizes, pixels and labels; hex. */
  contentHash: string;
  /** Class names by label. */
  classes: string[];
  shape: ImageShape;
  splitSizes: { train: number; validation: number; test: number };
}

/** A data set in memory. Its arrays are shared by all who opened it: nobody writes to them. */
export interface Dataset extends DatasetInfo {
  splits: DatasetSplits;
  /** `[channels]`, of the training split, pixels scaled to [0, 1]. */
  pixelMean: number[];
  pixelStd: number[];
}

// The worker runs many runs on one data set: reading and hashing MNIST anew would cost each of them a tenth of a
// second, CIFAR-10 half a second. One data set is kept.
let lastOpened: { dataDir: string; dataset: Dataset } | undefined;

/**
 * A registered data set with its images, checked against its content hash. `mnist` registers itself on first use.
 *
 * @param dataDir Data directory; data sets lie in `datasets/NAME`.
 * @throws AppError `not_found` for an unknown name, `dataset_invalid` when files are cut or were changed.
 */
export async function openDataset(dataDir: string, name: string): Promise<Dataset> {
  const manifest = await openManifest(dataDir, name);
  if (lastOpened?.dataDir === dataDir && lastOpened.dataset.name === name) {
    if (lastOpened.dataset.contentHash === manifest.contentHash) return lastOpened.dataset;
  }
  lastOpened = undefined;
  const splits = await readSplits(dataDir, manifest);
  const { pixelMean, pixelStd } = manifest;
  const dataset = { ...toInfo(manifest), splits, pixelMean, pixelStd };
  lastOpened = { dataDir, dataset };
  return dataset;
}

/** What is recorded of a data set, without reading its images. @throws AppError as {@link openDataset}. */
export async function getDatasetInfo(dataDir: string, name: string): Promise<DatasetInfo> {
  return toInfo(await openManifest(dataDir, name));
}

/** The manifest of a data set; registers `mnist` first when it is not there. @throws AppError `not_found`. */
export async function openManifest(dataDir: string, name: string): Promise<DatasetManifest> {
  if (isRegistered(dataDir, name)) return readManifest(dataDir, name);
  if (name === 'mnist') return registerDataset(dataDir, await readMnist());
  const isFetched = FETCHED_DATASETS.some((known) => known === name);
  const names = [...new Set(['mnist', ...(await listDatasetNames(dataDir))])].join(', ');
  throw new AppError(
    'not_found',
    isFetched
      ? `Opening data set "${name}": it was not fetched yet. Run: npm run lathe -- dataset add ${name}`
      : `Opening data set "${name}": expected one of ${names}; there is none of that name. Add it with: npm run lathe -- dataset add ${name} --help`,
  );
}

function toInfo({ name, contentHash, classes, shape, splitSizes }: DatasetManifest): DatasetInfo {
  return { name, contentHash, classes, shape, splitSizes };
}
