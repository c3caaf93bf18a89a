import { AppError } from '@/lib/domain/errors';

/** Which values stay: 1 keeps the value at the same index, 0 prunes it. */
export type Mask = Uint8Array;

/**
 * Sets the pruned values to +0, in place. Call it after every optimizer step while fine-tuning: momentum and
 * weight decay revive weights whose gradients are masked.
 *
 * @throws AppError `invalid_argument` when the lengths differ.
 */
export function applyMask(values: Float32Array, mask: Mask): void {
  if (values.length !== mask.length) {
    throw new AppError(
      'invalid_argument',
      `Applying a mask expected ${values.length} entries, one for each value; found ${mask.length}. Use the mask of the same tensor.`,
    );
  }
  for (let index = 0; index < values.length; index++) {
    if (mask[index] === 0) values[index] = 0;
  }
}

/** How many values a mask keeps. */
export function keptCount(mask: Mask): number {
  let kept = 0;
  for (const entry of mask) kept += entry;
  return kept;
}

/** The sparsity a mask makes, pruned / total in [0, 1]; 0 for an empty one. */
export function maskSparsity(mask: Mask): number {
  return mask.length === 0 ? 0 : 1 - keptCount(mask) / mask.length;
}

/** The mask of a tensor's nonzero values: what an already pruned model keeps. */
export function nonzeroMask(values: Float32Array): Mask {
  return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1));
}
