import { AppError } from '@/lib/domain/errors';
import { keptCount, type Mask } from './mask';
import { type PruneAmount, pruningCount } from './pruning-count';

const INFINITY_BITS = 0x7f800000;

/**
 * Prunes the smallest |w| of one tensor, exactly as many as asked for; among equal ones the first go first.
 *
 * @param values Weights of any shape, flattened.
 * @param amount Of the weights that `previous` keeps: 0.2 twice leaves 64 %.
 * @param previous Mask of earlier rounds; its pruned weights stay pruned and are not counted again.
 * @throws AppError `invalid_argument` for a bad amount or non-finite weights.
 * @see `torch.nn.utils.prune.l1_unstructured`; Han et al. 2015, arXiv 1506.02626, section 3.
 */
export function magnitudeMask(values: Float32Array, amount: PruneAmount, previous?: Mask): Mask {
  const candidates = previous === undefined ? values.length : keptCount(previous);
  const mask = previous?.slice() ?? new Uint8Array(values.length).fill(1);
  pruneSmallest([values], [mask], pruningCount(amount, candidates));
  return mask;
}

/**
 * Prunes the smallest |w| of one tensor until `targetSparsity` of all of it is pruned.
 *
 * @param targetSparsity Pruned / all weights in [0, 1], rounded half to even to a count. Where `previous` already
 *   prunes more, it is returned as it is.
 * @param previous Mask of earlier rounds; the new one keeps a subset of what it keeps.
 */
export function magnitudeMaskToSparsity(values: Float32Array, targetSparsity: number, previous?: Mask): Mask {
  const total = sparsityCount(targetSparsity, values.length);
  const already = previous === undefined ? 0 : values.length - keptCount(previous);
  return magnitudeMask(values, { count: Math.max(0, total - already) }, previous);
}

/** Masks of several tensors from one ranking. */
export interface GlobalMasks {
  masks: Mask[];
  /** Indices of tensors left with their largest weight only, while larger ones went elsewhere. */
  limited: number[];
}

/**
 * Prunes the smallest |w| over several tensors by one ranking.
 *
 * A single threshold can empty a layer, after which the network gives one answer for everything; so the largest
 * weight of each tensor is kept, in exchange for the next smallest elsewhere, and reported in `limited`.
 *
 * @param amount Of all weights that are left together.
 * @param previous Masks of earlier rounds, in the same order.
 * @param keepOne False for torch's rule, which may empty a tensor.
 * @throws AppError `invalid_argument` for a bad amount, and when more is asked for than can go with one weight
 *   kept in each tensor.
 * @see `torch.nn.utils.prune.global_unstructured`
 */
export function globalMagnitudeMasks(
  tensors: readonly Float32Array[],
  amount: PruneAmount,
  previous?: readonly Mask[],
  keepOne = true,
): GlobalMasks {
  const masks = tensors.map(
    (values, index) => previous?.[index].slice() ?? new Uint8Array(values.length).fill(1),
  );
  const candidates = masks.reduce((sum, mask) => sum + keptCount(mask), 0);
  const count = pruningCount(amount, candidates);
  if (!keepOne) {
    pruneSmallest(tensors, masks, count);
    return { masks, limited: [] };
  }
  const protectedIndices = tensors.map((values, tensor) => largestKept(values, masks[tensor]));
  const prunable = candidates - protectedIndices.filter((index) => index >= 0).length;
  if (count > prunable) {
    throw new AppError(
      'invalid_argument',
      `Global pruning can take at most ${prunable} of ${candidates} weights with one kept in each of ${tensors.length} tensors; found ${count} asked for. Lower the sparsity.`,
    );
  }
  // Out of the ranking while it is made.
  protectedIndices.forEach((index, tensor) => {
    if (index >= 0) masks[tensor][index] = 0;
  });
  const threshold = pruneSmallest(tensors, masks, count);
  const limited = protectedIndices.flatMap((index, tensor) =>
    index >= 0 && Math.abs(tensors[tensor][index]) < threshold ? [tensor] : [],
  );
  protectedIndices.forEach((index, tensor) => {
    if (index >= 0) masks[tensor][index] = 1;
  });
  return { masks, limited };
}

/** As {@link globalMagnitudeMasks}, until `targetSparsity` of all weights together is pruned. */
export function globalMagnitudeMasksToSparsity(
  tensors: readonly Float32Array[],
  targetSparsity: number,
  previous?: readonly Mask[],
): GlobalMasks {
  const size = tensors.reduce((sum, values) => sum + values.length, 0);
  const kept = previous?.reduce((sum, mask) => sum + keptCount(mask), 0) ?? size;
  const total = sparsityCount(targetSparsity, size);
  return globalMagnitudeMasks(tensors, { count: Math.max(0, total - (size - kept)) }, previous);
}

/**
 * Keeps the `keep` largest |w| of every `group` consecutive weights along one axis: 2 of 4 for 2:4 sparsity.
 *
 * The last group of an axis that `group` does not divide keeps `min(keep, its length)`. Among equal ones the
 * first go first. A pattern for hardware with sparse tensor cores; other machines gain nothing in speed.
 *
 * @param shape Of `values`, row-major.
 * @param axis The axis that is summed over: 0 of a dense kernel `[in, out]`, 2 of a conv kernel `[kh, kw, in, out]`.
 * @throws AppError `invalid_argument` unless 0 < keep <= group, the axis exists and the shape fits the values.
 * @see Mishra et al. 2021, arXiv 2104.08378
 */
export function groupMask(
  values: Float32Array,
  shape: readonly number[],
  axis: number,
  keep: number,
  group: number,
): Mask {
  const size = shape.reduce((product, length) => product * length, 1);
  const whole = Number.isInteger(keep) && Number.isInteger(group);
  if (!whole || keep <= 0 || keep > group || shape[axis] === undefined || size !== values.length) {
    throw new AppError(
      'invalid_argument',
      `n:m pruning expected 0 < n <= m, an axis of the shape, and as many values as the shape holds; found ${keep}:${group}, axis ${axis} of [${shape}], ${values.length} values.`,
    );
  }
  const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const mask = new Uint8Array(values.length).fill(1);
  for (let outer = 0; outer < values.length; outer += shape[axis] * stride) {
    for (let inner = outer; inner < outer + stride; inner++) {
      for (let start = 0; start < shape[axis]; start += group) {
        const end = Math.min(start + group, shape[axis]);
        const members = Array.from({ length: end - start }, (_, i) => inner + (start + i) * stride);
        // The sort is stable: equal weights stay in order.
        members.sort((a, b) => Math.abs(values[a]) - Math.abs(values[b]));
        for (const index of members.slice(0, Math.max(0, members.length - keep))) mask[index] = 0;
      }
    }
  }
  return mask;
}

/** How many of `size` weights or channels a target sparsity prunes: `targetSparsity * size`, half to even. */
export function sparsityCount(targetSparsity: number, size: number): number {
  return pruningCount({ fraction: targetSparsity }, size);
}

function largestKept(values: Float32Array, mask: Mask): number {
  let largest = -1;
  for (let index = 0; index < values.length; index++) {
    if (mask[index] === 1 && (largest < 0 || Math.abs(values[index]) > Math.abs(values[largest]))) {
      largest = index;
    }
  }
  return largest;
}

/**
 * Clears the masks of the `count` smallest |w| among those with mask 1, by selection on the bits of |w|; gives the
 * largest |w| that went, 0 for none.
 */
function pruneSmallest(tensors: readonly Float32Array[], masks: readonly Mask[], count: number): number {
  const patterns = tensors.map((values) => new Int32Array(values.buffer, values.byteOffset, values.length));
  const visit = (use: (key: number, mask: Mask, index: number) => void) => {
    patterns.forEach((bits, tensor) => {
      const mask = masks[tensor];
      for (let index = 0; index < bits.length; index++) {
        if (mask[index] === 1) use(bits[index] & 0x7fffffff, mask, index);
      }
    });
  };
  // The bits of a non-negative float32 rise with its value: the largest key that goes, by two digits of 16 bits.
  const high = new Uint32Array(0x8000);
  visit((key) => {
    if (key >= INFINITY_BITS) {
      throw new AppError(
        'invalid_argument',
        'Magnitude pruning expected finite weights; found a NaN or an infinity. The model has probably diverged.',
      );
    }
    high[key >>> 16]++;
  });
  if (count === 0) return 0;
  const upper = digitAtRank(high, count);
  const low = new Uint32Array(0x10000);
  visit((key) => {
    if (key >>> 16 === upper.digit) low[key & 0xffff]++;
  });
  const lower = digitAtRank(low, upper.within);
  const threshold = (upper.digit << 16) | lower.digit;
  let ties = lower.within;
  visit((key, mask, index) => {
    if (key < threshold || (key === threshold && ties-- > 0)) mask[index] = 0;
  });
  return new Float32Array(Int32Array.of(threshold).buffer)[0];
}

/** The digit of the `rank`-th smallest, from 1, and its rank among those with the same digit. */
function digitAtRank(counts: Uint32Array, rank: number): { digit: number; within: number } {
  let within = rank;
  let digit = 0;
  while (within > counts[digit]) within -= counts[digit++];
  return { digit, within };
}
