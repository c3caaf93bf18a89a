import { readFile } from 'node:fs/promises';
import { AppError } from '@/lib/domain/errors';
import { decodeIdx } from '@/lib/formats/idx';
import type { ImageSet } from './image-set';

/**
 * Grey images and their labels from a pair of IDX files.
 *
 * @param classes Labels must be below it.
 * @throws AppError `file_invalid` with file and offset: not IDX, cut, or the two do not belong together.
 */
export async function readIdxImages(
  imagesFile: string,
  labelsFile: string,
  classes = 256,
): Promise<ImageSet> {
  const images = decodeIdx(await readInput(imagesFile), imagesFile, 3);
  const labels = decodeIdx(await readInput(labelsFile), labelsFile, 1);
  const [count, height, width] = images.shape;
  if (labels.shape[0] !== count) {
    throw new AppError(
      'file_invalid',
      `Reading IDX file ${labelsFile}: at byte 4 expected ${count} labels, as many as images in ${imagesFile}; found ${labels.shape[0]}. Give files that belong together.`,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new AppError(
      'file_invalid',
      `Reading IDX file ${labelsFile}: at byte ${8 + wrong} expected a label from 0 to ${classes - 1}; found ${labels.data[wrong]}.`,
    );
  }
  return { count, imageShape: [height, width, 1], pixels: images.data, labels: labels.data };
}

/** The bytes of a file that a person named. @throws AppError `file_invalid` when it cannot be read. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'file_invalid',
      `Reading ${file}: expected a file that can be read; found ${reason}.`,
      {
        cause,
      },
    );
  }
}
