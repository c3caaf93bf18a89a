import { AppError } from '@/lib/domain/errors';
import { keptCount, type Mask } from './mask';
import { type PruneAmount, pruningCount } from './pruning-count';

/** The norm by which a channel's weights are ranked: sum of |w|, root of the sum of squares, or largest |w|. */
export type ImportanceNorm = 'l1' | 'l2' | 'max';

/**
 * Importance of each channel: the norm of all weights that share an index on one axis.
 *
 * @param values Weights in row-major order.
 * @param shape Of `values`: `[kh, kw, in, out]`, `[kh, kw, channels, 1]` or `[in, out]`.
 * @param axis Axis of the channels. Filters of a convolution and neurons of a dense layer are its last axis (what
 *   torch calls dim 0); the channels of a depthwise kernel are axis 2.
 * @returns One number for each index of the axis, in float64.
 * @throws AppError `invalid_argument` when the axis is not one of at least two, or the shape does not fit.
 * @see `torch.nn.utils.prune.ln_structured`; Li et al. 2017, arXiv 1608.08710, section 3.1 (l1)
 */
export function channelImportance(
  values: Float32Array,
  shape: readonly number[],
  axis: number,
  norm: ImportanceNorm,
): Float64Array {
  const { channels, stride } = channelLayout(values.length, shape, axis);
  const importance = new Float64Array(channels);
  for (let index = 0; index < values.length; index++) {
    const channel = Math.floor(index / stride) % channels;
    const size = Math.abs(values[index]);
    if (norm === 'max') importance[channel] = Math.max(importance[channel], size);
    else importance[channel] += norm === 'l1' ? size : size * size;
  }
  return norm === 'l2' ? importance.map(Math.sqrt) : importance;
}

/**
 * One importance for channels that can only be removed together: the sum over the coupled layers.
 *
 * Layers joined by an add share their output channels, so they get one decision; deciding for each of them in
 * turn prunes them repeatedly.
 *
 * @param importances One array for each coupled layer, all of the same length.
 * @throws AppError `invalid_argument` when there is none or the lengths differ.
 */
export function coupledImportance(importances: readonly Float64Array[]): Float64Array {
  const lengths = importances.map((importance) => importance.length);
  if (lengths.length === 0 || lengths.some((length) => length !== lengths[0])) {
    throw new AppError(
      'invalid_argument',
      `Coupled layers must have the same number of channels; found [${lengths}]. Couple only layers that meet at an add.`,
    );
  }
  return Float64Array.from(importances[0], (_, channel) =>
    importances.reduce((sum, importance) => sum + importance[channel], 0),
  );
}

/** Which channels stay. */
export interface ChannelMask {
  /** One entry for each channel: 1 stays, 0 goes. */
  channels: Mask;
  /** True when the amount would have removed every channel and the most important one was kept instead. */
  limited: boolean;
}

/**
 * Removes the least important channels, exactly as many as asked for; among equal ones the first go first.
 *
 * @param amount Of the channels that `previous` keeps: channels removed earlier are never candidates again.
 * @param previous Channels that are left from earlier rounds.
 */
export function channelMask(importance: Float64Array, amount: PruneAmount, previous?: Mask): ChannelMask {
  const channels = previous?.slice() ?? new Uint8Array(importance.length).fill(1);
  const candidates = Array.from(channels.keys()).filter((channel) => channels[channel] === 1);
  const count = pruningCount(amount, candidates.length);
  const limited = count > 0 && count === candidates.length;
  candidates.sort((a, b) => importance[a] - importance[b]);
  for (const channel of candidates.slice(0, limited ? count - 1 : count)) channels[channel] = 0;
  return { channels, limited };
}

/** The channels that still have a weight which is kept: `previous` of {@link channelMask} from an element mask. */
export function keptChannels(mask: Mask, shape: readonly number[], axis: number): Mask {
  const { channels, stride } = channelLayout(mask.length, shape, axis);
  const kept = new Uint8Array(channels);
  for (let index = 0; index < mask.length; index++) {
    if (mask[index] === 1) kept[Math.floor(index / stride) % channels] = 1;
  }
  return kept;
}

/**
 * The element mask of a tensor whose channels on one axis are masked.
 *
 * @param shape Of the tensor; the result has its length, row-major.
 */
export function expandChannelMask(channels: Mask, shape: readonly number[], axis: number): Mask {
  const mask = new Uint8Array(shape.reduce((product, length) => product * length, 1));
  const layout = channelLayout(mask.length, shape, axis);
  if (layout.channels !== channels.length) {
    throw new AppError(
      'invalid_argument',
      `A mask of ${channels.length} channels was laid on axis ${axis} of [${shape}]. Give the axis that has ${channels.length}.`,
    );
  }
  for (let index = 0; index < mask.length; index++) {
    mask[index] = channels[Math.floor(index / layout.stride) % layout.channels];
  }
  return mask;
}

/**
 * The mask of the inputs of a dense layer that reads a flattened feature map `[height, width, channels]`.
 *
 * Row-major order makes channel `c` the inputs `p * channels + c` for every position `p` of the map, not a
 * consecutive block.
 *
 * @param positions height * width of the map.
 * @returns `positions * channels` entries.
 */
export function flattenedChannelMask(channels: Mask, positions: number): Mask {
  return Uint8Array.from(
    { length: positions * channels.length },
    (_, index) => channels[index % channels.length],
  );
}

/** Channels removed / channels, in [0, 1]: the pruning ratio. Not the sparsity, which counts weights. */
export function pruningRatio(channels: Mask): number {
  return channels.length === 0 ? 0 : 1 - keptCount(channels) / channels.length;
}

function channelLayout(size: number, shape: readonly number[], axis: number) {
  const product = shape.reduce((total, length) => total * length, 1);
  if (shape.length < 2 || !(axis >= 0) || shape[axis] === undefined || product !== size) {
    throw new AppError(
      'invalid_argument',
      `Structured pruning expected at least two axes, one of them ${axis}, and ${size} values; found shape [${shape}]. A bias is pruned with its kernel's channels.`,
    );
  }
  return {
    channels: shape[axis],
    stride: shape.slice(axis + 1).reduce((total, length) => total * length, 1),
  };
}
