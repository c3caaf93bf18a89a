import { AppError } from '@/lib/domain/errors';
import { gatherImages, type ImageSet } from './image-set';
import { createRandom } from './random';

/**
 * Positions of `count` images, chosen by the seed with the shares of the classes kept; ascending.
 *
 * Each class gets `floor(count * classSize / total)`; what is left goes to the largest remainders, the lower
 * class first. Within a class the choice is a seeded permutation's beginning.
 *
 * @throws AppError `invalid_argument` when the set has fewer images.
 */
export function samplePositions(set: ImageSet, count: number, seed: number): Int32Array {
  if (!Number.isInteger(count) || count < 1 || count > set.count) {
    throw new AppError(
      'invalid_argument',
      `Choosing samples: expected a whole number from 1 to ${set.count}, the images of the split; found ${count}.`,
    );
  }
  const byClass = new Map<number, number[]>();
  set.labels.forEach((label, position) => {
    const positions = byClass.get(label);
    if (positions) positions.push(position);
    else byClass.set(label, [position]);
  });
  const shares = [...byClass.entries()]
    .sort(([a], [b]) => a - b)
    .map(([label, positions]) => {
      const exact = count * positions.length;
      return { label, positions, take: Math.floor(exact / set.count), remainder: exact % set.count };
    });
  const left = count - shares.reduce((sum, { take }) => sum + take, 0);
  for (const share of [...shares].sort((a, b) => b.remainder - a.remainder).slice(0, left)) share.take++;
  const chosen = shares.flatMap(({ label, positions, take }) =>
    createRandom(seed, `samples/${label}`).shuffle(positions).slice(0, take),
  );
  return Int32Array.from(chosen).sort();
}

/**
 * A copy of `count` images of a split, chosen by the seed with the shares of the classes kept, in the split's
 * order; the split itself when all are wanted.
 *
 * @throws AppError `invalid_argument` when the split has fewer images.
 */
export function selectSamples(split: ImageSet, count: number, seed: number): ImageSet {
  return count === split.count ? split : gatherImages(split, samplePositions(split, count, seed));
}
