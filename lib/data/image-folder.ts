import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { type DecodeOptions, decodeImage } from './decode-image';
import { type ImageSet, imageSize } from './image-set';
import { type DatasetContent, mixed, type Progress } from './register-dataset';

const IMAGE_NAME = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
/** Images decoded at once; more only take memory. */
const PARALLEL = 8;

interface ImageFile {
  path: string;
  label: number;
}

/**
 * Images in folders by class: `train/CLASS/*` and `test/CLASS/*`, with `validation/CLASS/*` or without, or `CLASS/*`
 * alone. The classes are the names of the training folders, sorted.
 *
 * All images must have the size and the channels of the first, unless they are given. Files whose names are not
 * those of images, and names that begin with a dot, are passed over.
 *
 * @throws AppError `file_invalid` with the file or folder at fault.
 */
export async function readImageFolder(
  name: string,
  directory: string,
  options: DecodeOptions,
  progress: Progress,
): Promise<DatasetContent> {
  const hasSplits = existsSync(join(directory, 'train'));
  const trainDirectory = hasSplits ? join(directory, 'train') : directory;
  const classes = folders(trainDirectory);
  if (classes.length < 2) {
    throw invalid(trainDirectory, 'a folder of images for each of at least 2 classes', `${classes.length}`);
  }
  const [first] = imageFiles(join(trainDirectory, classes[0]), 0);
  const { width, height, channels } = await decodeImage(first.path, options);
  const shape: ImageSet['imageShape'] = [height, width, channels];
  const read = (part: string) =>
    readPart(
      part === 'train' ? trainDirectory : join(directory, part),
      classes,
      shape,
      options,
      (done, total) => progress(`Decoding ${part} images`, done, total),
    );
  const optional = async (part: string) =>
    hasSplits && existsSync(join(directory, part)) ? read(part) : undefined;
  return {
    name,
    classes,
    train: await read('train'),
    validation: await optional('validation'),
    test: await optional('test'),
    source: `images in ${directory}`,
  };
}

async function readPart(
  directory: string,
  classes: string[],
  shape: ImageSet['imageShape'],
  options: DecodeOptions,
  progress: (done: number, total: number) => void,
): Promise<ImageSet> {
  const unknown = folders(directory).find((folder) => !classes.includes(folder));
  if (unknown !== undefined) {
    throw invalid(join(directory, unknown), `one of the training classes ${classes.join(', ')}`, unknown);
  }
  const files = classes.flatMap((folder, label) =>
    existsSync(join(directory, folder)) ? imageFiles(join(directory, folder), label) : [],
  );
  const size = imageSize(shape);
  const pixels = new Uint8Array(files.length * size);
  for (let from = 0; from < files.length; from += PARALLEL) {
    progress(from, files.length);
    const decodeInto = async ({ path }: ImageFile, offset: number) => {
      const image = await decodeImage(path, options);
      const found = [image.height, image.width, image.channels];
      if (found.join() !== shape.join()) {
        throw invalid(
          path,
          `${describe(shape)}, as the first image has`,
          `${describe(found)}. Give --size HxW to stretch all images, or --channels 1 or 3 to convert them`,
        );
      }
      pixels.set(image.pixels, (from + offset) * size);
    };
    await Promise.all(files.slice(from, from + PARALLEL).map(decodeInto));
  }
  progress(files.length, files.length);
  const labels = Uint8Array.from(files, ({ label }) => label);
  return mixed({ count: files.length, imageShape: shape, pixels, labels });
}

function folders(directory: string): string[] {
  return entries(directory).filter((entry) => statSync(join(directory, entry)).isDirectory());
}

function imageFiles(directory: string, label: number): ImageFile[] {
  const names = entries(directory).filter((entry) => IMAGE_NAME.test(entry));
  if (names.length === 0) throw invalid(directory, 'at least one image', 'none');
  return names.map((entry) => ({ path: join(directory, entry), label }));
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((entry) => !entry.startsWith('.'))
      .sort();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(directory, 'a folder that can be read', reason, cause);
  }
}

function describe([height, width, channels]: number[]): string {
  return `${height}x${width} pixels in ${channels === 1 ? 'grey' : 'colour'}`;
}

function invalid(path: string, expected: string, found: string, cause?: unknown): AppError {
  return new AppError(
    'file_invalid',
    `Reading images: ${path}: expected ${expected}; found ${found}. Nothing was registered.`,
    { cause },
  );
}
