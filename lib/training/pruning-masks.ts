import {
  globalMagnitudeMasksToSparsity,
  magnitudeMaskToSparsity,
  sparsityCount,
} from '@/lib/compression/magnitude-mask';
import { applyMask, keptCount, type Mask, nonzeroMask } from '@/lib/compression/mask';
import {
  channelImportance,
  channelMask,
  coupledImportance,
  expandChannelMask,
  keptChannels,
} from '@/lib/compression/structured-mask';
import type { LayerSpec, Network } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import { coupledGroups } from '@/lib/models/coupled-groups';
import { type Model, type Weights, type WeightTensor, weightKey } from '@/lib/models/model';

/** Which weights are pruned together: single ones, or all of a filter (neuron, channel). */
export type PruningGranularity = 'element' | 'filter';

/** Masks by weight key, and the layers that kept a last weight which the sparsity would have taken. */
export interface PruningMasks {
  masks: Map<string, Mask>;
  limited: string[];
}

/** Layers whose kernels a granularity can prune: all with a kernel; for filters not the one that gives the logits. */
export function prunableLayers(network: Network, granularity: PruningGranularity): LayerSpec[] {
  const layers = network.layers.filter(hasKernel);
  return granularity === 'element' ? layers : layers.slice(0, -1);
}

/**
 * Masks that keep what an earlier pruning removed: the zeros of kernels, and the zeros of bias and batch
 * normalisation where a whole filter is 0. Tensors without such a zero are left out.
 */
export function zeroMasks(model: Model): Map<string, Mask> {
  const masks = new Map<string, Mask>();
  for (const layer of prunableLayers(model.network, 'element')) {
    const { shape, data } = kernelOf(model.weights, layer.name);
    const kernel = nonzeroMask(data);
    if (keptCount(kernel) === kernel.length) continue;
    masks.set(weightKey(layer.name, 'kernel'), kernel);
    const channels = keptChannels(kernel, shape, channelAxis(layer, shape));
    if (keptCount(channels) === channels.length) continue;
    for (const key of channelVectors(model, layer)) {
      const values = (model.weights.get(key) as WeightTensor).data;
      masks.set(
        key,
        channels.map((kept, channel) => (kept === 0 && values[channel] === 0 ? 0 : 1)),
      );
    }
  }
  return masks;
}

/**
 * Masks that prune one layer of a model, by L1 for filters, to a sparsity of all its weights (`element`) or
 * channels (`filter`). A filter goes with its bias, and with scale and shift of the batch normalisation behind it.
 */
export function layerMasks(
  model: Model,
  layer: LayerSpec,
  granularity: PruningGranularity,
  sparsity: number,
): PruningMasks {
  const kernel = kernelOf(model.weights, layer.name);
  const previous = nonzeroMask(kernel.data);
  if (granularity === 'element') {
    const mask = magnitudeMaskToSparsity(kernel.data, sparsity, previous);
    return { masks: new Map([[weightKey(layer.name, 'kernel'), mask]]), limited: [] };
  }
  return pruneChannels(model, [layer], sparsity);
}

/**
 * Masks that prune all layers of a model to an absolute sparsity, keeping what is 0 already.
 *
 * `layer`: each to the same sparsity. `global`: one ranking over all, by |w|, or for filters by mean |w|; each
 * layer keeps one weight or filter. Layers whose outputs are added get one decision for their filters.
 */
export function modelMasks(
  model: Model,
  granularity: PruningGranularity,
  scope: 'layer' | 'global',
  sparsity: number,
): PruningMasks {
  const layers = prunableLayers(model.network, granularity);
  if (granularity === 'element') {
    if (scope === 'layer') return merge(layers.map((layer) => layerMasks(model, layer, 'element', sparsity)));
    const kernels = layers.map(({ name }) => kernelOf(model.weights, name).data);
    const { masks, limited } = globalMagnitudeMasksToSparsity(kernels, sparsity, kernels.map(nonzeroMask));
    return {
      masks: new Map(layers.map(({ name }, index) => [weightKey(name, 'kernel'), masks[index]])),
      limited: limited.map((index) => layers[index].name),
    };
  }
  const groups = channelGroups(model.network, layers);
  if (scope === 'layer') return merge(groups.map((group) => pruneChannels(model, group, sparsity)));
  const importances = groups.map((group) => Float32Array.from(meanImportance(model, group)));
  const previous = groups.map((group) => keptOf(model, group));
  const { masks, limited } = globalMagnitudeMasksToSparsity(importances, sparsity, previous);
  return {
    masks: merge(groups.map((group, index) => ({ masks: spread(model, group, masks[index]), limited: [] })))
      .masks,
    limited: limited.flatMap((index) => groups[index].map(({ name }) => name)),
  };
}

/** Zeros / weights over all kernels of a model, in [0, 1]. */
export function kernelSparsity(model: Model): number {
  const kernels = prunableLayers(model.network, 'element').map(
    ({ name }) => kernelOf(model.weights, name).data,
  );
  const total = kernels.reduce((sum, { length }) => sum + length, 0);
  return 1 - kernels.reduce((sum, values) => sum + keptCount(nonzeroMask(values)), 0) / total;
}

/** A model with its masked weights set to 0; tensors without a mask are shared. */
export function maskedModel(model: Model, masks: ReadonlyMap<string, Mask>): Model {
  const weights: Weights = new Map(model.weights);
  for (const [key, mask] of masks) {
    const { shape, data } = model.weights.get(key) as WeightTensor;
    const values = data.slice();
    applyMask(values, mask);
    weights.set(key, { shape, data: values });
  }
  return { ...model, weights };
}

function channelGroups(network: Network, layers: LayerSpec[]): LayerSpec[][] {
  const coupled = coupledGroups(network);
  const groups = new Map<string, LayerSpec[]>();
  for (const layer of layers) {
    const group = coupled.get(layer.name) ?? layer.name;
    groups.set(group, [...(groups.get(group) ?? []), layer]);
  }
  return [...groups.values()];
}

function pruneChannels(model: Model, group: LayerSpec[], sparsity: number): PruningMasks {
  const importance = coupledImportance(group.map((layer) => importanceOf(model, layer)));
  const previous = keptOf(model, group);
  const already = previous.length - keptCount(previous);
  const count = Math.max(0, sparsityCount(sparsity, previous.length) - already);
  const { channels, limited } = channelMask(importance, { count }, previous);
  return { masks: spread(model, group, channels), limited: limited ? group.map(({ name }) => name) : [] };
}

function spread(model: Model, group: LayerSpec[], channels: Mask): Map<string, Mask> {
  const masks = new Map<string, Mask>();
  for (const layer of group) {
    const { shape } = kernelOf(model.weights, layer.name);
    masks.set(weightKey(layer.name, 'kernel'), expandChannelMask(channels, shape, channelAxis(layer, shape)));
    for (const key of channelVectors(model, layer)) masks.set(key, channels);
  }
  return masks;
}

/** Keys of the weights that go with a layer's filters: its bias, scale and shift of the normalisation behind it. */
function channelVectors(model: Model, layer: LayerSpec): string[] {
  const normalisers = model.network.layers.filter(
    ({ type, inputs }) => type === 'batchNorm' && inputs[0] === layer.name,
  );
  return [
    weightKey(layer.name, 'bias'),
    ...normalisers.flatMap(({ name }) => [weightKey(name, 'gamma'), weightKey(name, 'beta')]),
  ].filter((key) => model.weights.has(key));
}

function importanceOf(model: Model, layer: LayerSpec): Float64Array {
  const { shape, data } = kernelOf(model.weights, layer.name);
  return channelImportance(data, shape, channelAxis(layer, shape), 'l1');
}

function meanImportance(model: Model, group: LayerSpec[]): Float64Array {
  const weights = group.reduce((sum, { name }) => sum + kernelOf(model.weights, name).data.length, 0);
  const total = coupledImportance(group.map((layer) => importanceOf(model, layer)));
  return total.map((importance) => (importance * total.length) / weights);
}

/** Channels that any layer of the group still has. */
function keptOf(model: Model, group: LayerSpec[]): Mask {
  const masks = group.map((layer) => {
    const { shape, data } = kernelOf(model.weights, layer.name);
    return keptChannels(nonzeroMask(data), shape, channelAxis(layer, shape));
  });
  return masks[0].map((_, channel) => (masks.some((mask) => mask[channel] === 1) ? 1 : 0));
}

function channelAxis(layer: LayerSpec, shape: readonly number[]): number {
  return layer.type === 'depthwiseConv2d' ? 2 : shape.length - 1;
}

function kernelOf(weights: Weights, layer: string): WeightTensor {
  return weights.get(weightKey(layer, 'kernel')) as WeightTensor;
}

function merge(parts: PruningMasks[]): PruningMasks {
  return {
    masks: new Map(parts.flatMap(({ masks }) => [...masks])),
    limited: parts.flatMap(({ limited }) => limited),
  };
}
