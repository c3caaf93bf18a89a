import * as tf from '@tensorflow/tfjs';
import { type Batch, batches } from '@/lib/data/batches';
import type { ImageSet } from '@/lib/data/image-set';

/** Images of one forward pass outside of training. */
export const EVALUATION_BATCH = 250;

/** A batch with its images on the backend, for the caller to dispose. */
export interface BatchTensors {
  /** `[n, height, width, channels]` in [0, 1]. */
  images: tf.Tensor4D;
  /** `[n]` */
  labels: Int32Array;
  /** Positions of the images in their set. */
  indices: Int32Array;
}

/** A batch of a set with its pixels uploaded. They are copied: the next batch reuses their buffer. */
export function batchTensors({ count, positions, pixels, labels }: Batch, set: ImageSet): BatchTensors {
  return {
    images: tf.tensor4d(pixels.slice(), [count, ...set.imageShape]),
    labels,
    indices: positions,
  };
}

/** The images of a set in its order, in batches for evaluation. */
export function evaluationBatches(set: ImageSet, batchSize = EVALUATION_BATCH): Generator<Batch, void, void> {
  return batches(set, { batchSize, seed: 0, epoch: 0, shuffle: false });
}
