import { basename } from 'node:path';
import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readCsvImages } from '@/lib/data/csv-images';
import { openManifest } from '@/lib/data/dataset';
import {
  type DatasetManifest,
  datasetsDirectory,
  isRegistered,
  listDatasetNames,
  readManifest,
  readSplits,
  SPLITS,
} from '@/lib/data/dataset-store';
import { addFetchedDataset, isFetchedDataset } from '@/lib/data/fetched-dataset';
import { readIdxImages } from '@/lib/data/idx-images';
import { readImageFolder } from '@/lib/data/image-folder';
import { classHistogram } from '@/lib/data/image-set';
import {
  checkNewName,
  type DatasetContent,
  type Progress,
  registerDataset,
} from '@/lib/data/register-dataset';
import { dataDir } from '@/lib/domain/data-dir';
import { AppError, toAppError } from '@/lib/domain/errors';
import { showProgress } from './dataset-progress';

interface AddOptions {
  images?: string;
  idx?: string[];
  csv?: string[];
  size?: { height: number; width: number };
  channels?: 1 | 3;
  classes?: string[];
}

/** `lathe dataset`: adds, lists and describes data sets. */
export function datasetCommand(): Command {
  const dataset = new Command('dataset').description('Add, list and describe data sets.');
  dataset
    .command('add')
    .description(
      'Add a data set: fashion-mnist or cifar-10 are fetched; any other name takes images of your own. Without test images a tenth is cut off for the test, and a tenth of the rest for validation.',
    )
    .argument('<name>', 'name of the data set; lower-case letters, digits, ".", "_" and "-"')
    .addOption(
      new Option(
        '--images <dir>',
        'folders by class: DIR/train/CLASS/* and DIR/test/CLASS/*, or DIR/CLASS/*',
      ).conflicts(['idx', 'csv']),
    )
    .addOption(
      new Option(
        '--idx <files...>',
        'IDX files: images and labels for training, then those for the test',
      ).conflicts(['csv']),
    )
    .option('--csv <files...>', 'CSV file with rows of label and pixels, then one for the test')
    .option('--size <HxW>', 'stretch images to this size; for CSV: the size they have', parseSize)
    .addOption(new Option('--channels <n>', '1 for grey, 3 for colour').argParser(parseChannels))
    .option('--classes <names>', 'class names by label, with commas between, for IDX and CSV', (text) =>
      text.split(',').map((name) => name.trim()),
    )
    .action((name: string, options: AddOptions) => guarded(() => add(name, options)));
  dataset
    .command('list')
    .description('List the registered data sets.')
    .action(() => guarded(list));
  dataset
    .command('info')
    .description(
      'Describe a data set and check its files: splits, classes, images of each class, content hash.',
    )
    .argument('<name>', 'name of the data set')
    .action((name: string) => guarded(() => info(name)));
  return dataset;
}

async function add(name: string, options: AddOptions): Promise<void> {
  const dir = dataDir();
  const isOwn = options.images ?? options.idx ?? options.csv;
  if (!isOwn && isRegistered(dir, name)) {
    process.stdout.write(`Data set "${name}" is registered already.\n`);
    return;
  }
  const { progress, done } = showProgress();
  // Leaving through `exit` removes what is half done.
  const stop = () => process.exit(130);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const manifest = await addFrom(dir, name, options, progress);
    done();
    process.stdout.write(`Added data set "${name}": ${summary(manifest)}.\n`);
  } finally {
    done();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function addFrom(
  dir: string,
  name: string,
  options: AddOptions,
  progress: Progress,
): Promise<DatasetManifest> {
  const isKnown = name === 'mnist' || isFetchedDataset(name);
  if (options.images ?? options.idx ?? options.csv) {
    if (isKnown) {
      throw new AppError(
        'conflict',
        `Adding data set "${name}": the name belongs to the published data set. Choose another one for images of your own.`,
      );
    }
    checkNewName(dir, name);
    const content = await readOwn(name, options, progress);
    progress('Writing and checking');
    return registerDataset(dir, content);
  }
  if (isFetchedDataset(name)) return addFetchedDataset(dir, name, progress);
  if (isKnown) return openManifest(dir, name);
  throw new AppError(
    'invalid_argument',
    `Adding data set "${name}": expected mnist, fashion-mnist or cifar-10, or one of --images, --idx, --csv; found neither. Say where the images are.`,
  );
}

async function readOwn(name: string, options: AddOptions, progress: Progress): Promise<DatasetContent> {
  const { images, idx, size, channels } = options;
  if (images !== undefined) return readImageFolder(name, images, { size, channels }, progress);
  const files = idx ?? options.csv ?? [];
  const perPart = idx ? 2 : 1;
  if (files.length !== perPart && files.length !== 2 * perPart) {
    throw new AppError(
      'invalid_argument',
      `Adding data set "${name}": expected ${perPart} files for training, and as many for the test or none; found ${files.length} files.`,
    );
  }
  const read = ([first, second]: string[]) => {
    progress(`Reading ${basename(first)}`);
    return idx
      ? readIdxImages(first, second, options.classes?.length)
      : readCsvImages(first, { size, channels, classes: options.classes?.length });
  };
  const train = await read(files.slice(0, perPart));
  const test = files.length > perPart ? await read(files.slice(perPart)) : undefined;
  const highest = [train, test].reduce(
    (max, set) => set?.labels.reduce((a, b) => Math.max(a, b), max) ?? max,
    0,
  );
  const classes = options.classes ?? Array.from({ length: highest + 1 }, (_, label) => String(label));
  return { name, classes, train, test, source: files.map((file) => basename(file)).join(', ') };
}

async function list(): Promise<void> {
  const dir = dataDir();
  const names = await listDatasetNames(dir);
  if (names.length === 0) {
    process.stdout.write(
      `No data set is registered in ${datasetsDirectory(dir)}. mnist registers itself when a run needs it.\n`,
    );
    return;
  }
  const table = new Table({
    head: ['name', 'train', 'validation', 'test', 'classes', 'shape', 'content hash'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'left'],
  });
  for (const name of names) {
    const { splitSizes, classes, shape, contentHash } = await readManifest(dir, name);
    table.push([
      name,
      ...SPLITS.map((split) => splitSizes[split]),
      classes.length,
      shape.join('x'),
      contentHash.slice(0, 12),
    ]);
  }
  process.stdout.write(`${table}\n`);
}

async function info(name: string): Promise<void> {
  const dir = dataDir();
  const manifest = await openManifest(dir, name);
  const splits = await readSplits(dir, manifest);
  const { contentHash, source, shape, classes, pixelMean, pixelStd } = manifest;
  const fixed = (values: number[]) => values.map((value) => value.toFixed(4)).join(', ');
  const lines = [
    `name          ${name}`,
    `source        ${source}`,
    `content hash  ${contentHash} (checked)`,
    `image shape   ${shape.join(' x ')} (height, width, channels)`,
    `pixel mean    ${fixed(pixelMean)} of the training images, in [0, 1]`,
    `pixel std     ${fixed(pixelStd)}`,
  ];
  const table = new Table({
    head: ['class', ...SPLITS],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  const counts = SPLITS.map((split) => classHistogram(splits[split], classes.length));
  classes.forEach((label, index) => {
    table.push([label, ...counts.map((histogram) => histogram[index])]);
  });
  table.push(['all', ...SPLITS.map((split) => splits[split].count)]);
  process.stdout.write(`${lines.join('\n')}\n${table}\n`);
}

function summary({ splitSizes, classes, shape, contentHash }: DatasetManifest): string {
  const { train, validation, test } = splitSizes;
  return `${train} training, ${validation} validation and ${test} test images of ${shape.join('x')} in ${classes.length} classes, content hash ${contentHash.slice(0, 12)}`;
}

async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${toAppError(error).message}\n`);
    process.exitCode = 1;
  }
}

function parseSize(text: string): { height: number; width: number } {
  const [, height, width] = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text) ?? [];
  if (width === undefined) {
    throw new InvalidArgumentError('Expected height and width in pixels, as 28x28.');
  }
  return { height: Number(height), width: Number(width) };
}

function parseChannels(text: string): 1 | 3 {
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw new InvalidArgumentError('Expected 1 for grey or 3 for colour.');
}
