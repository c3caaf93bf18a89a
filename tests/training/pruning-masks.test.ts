import { describe, expect, it } from 'vitest';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { conv2d, dense, plain } from '@/lib/domain/architectures/layer-specs';
import type { Network } from '@/lib/domain/network';
import { initialModel } from '@/lib/models/initial-weights';
import type { Model } from '@/lib/models/model';
import { kernelSparsity, layerMasks, maskedModel, modelMasks, zeroMasks } from '@/lib/training/pruning-masks';

/** fc1 [2, 3] and fc2 [3, 2] with given kernels. */
function small(fc1: number[], fc2: number[]): Model {
  const model = initialModel(buildNetwork({ name: 'mlp', widths: [3] }, [1, 2, 1], 2), 1);
  const weights = new Map(model.weights)
    .set('fc1/kernel', { shape: [2, 3], data: Float32Array.from(fc1) })
    .set('fc2/kernel', { shape: [3, 2], data: Float32Array.from(fc2) });
  return { ...model, weights };
}

function entries(masks: ReadonlyMap<string, Uint8Array>): Record<string, number[]> {
  return Object.fromEntries([...masks].map(([key, mask]) => [key, [...mask]]));
}

describe('masks of a model', () => {
  it('layer: each kernel to the sparsity; global: one ranking', () => {
    const model = small([1, -2, 3, 4, -5, 6], [0.1, 0.2, 0.3, -0.4, 0.5, 0.6]);
    expect(entries(modelMasks(model, 'element', 'layer', 0.5).masks)).toEqual({
      'fc1/kernel': [0, 0, 0, 1, 1, 1],
      'fc2/kernel': [0, 0, 0, 1, 1, 1],
    });
    const { masks, limited } = modelMasks(model, 'element', 'global', 0.5);
    // All of fc2 would go; it keeps its largest, in exchange for the smallest of fc1.
    expect(entries(masks)).toEqual({ 'fc1/kernel': [0, 1, 1, 1, 1, 1], 'fc2/kernel': [0, 0, 0, 0, 0, 1] });
    expect(limited).toEqual(['fc2']);
  });

  it('count what is 0 already, so that a second round goes on from the first (pytorch/pytorch#24076)', () => {
    const model = small([1, -2, 3, 4, -5, 6], [1, 2, 3, 4, 5, 6]);
    const first = maskedModel(model, modelMasks(model, 'element', 'layer', 1 / 3).masks);
    expect(kernelSparsity(first)).toBeCloseTo(1 / 3, 12);
    const again = modelMasks(first, 'element', 'layer', 1 / 3);
    expect(entries(again.masks)['fc1/kernel']).toEqual([0, 0, 1, 1, 1, 1]);
    const second = modelMasks(first, 'element', 'layer', 0.5);
    expect(entries(second.masks)['fc1/kernel']).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('filter: takes whole neurons with their bias, and leaves the last layer', () => {
    const model = small([1, -2, 3, 1, -5, 6], [1, 1, 1, 1, 1, 1]);
    // Column sums of |w| are 2, 7, 9.
    const { masks } = modelMasks(model, 'filter', 'layer', 1 / 3);
    expect(entries(masks)).toEqual({ 'fc1/kernel': [0, 1, 1, 0, 1, 1], 'fc1/bias': [0, 1, 1] });
    const pruned = maskedModel(model, masks);
    expect(entries(zeroMasks(pruned))).toEqual({
      'fc1/kernel': [0, 1, 1, 0, 1, 1],
      'fc1/bias': [0, 1, 1],
    });
    expect(modelMasks(pruned, 'filter', 'layer', 1 / 3).masks).toEqual(masks);
  });

  it('filter: keeps one of a layer that would lose all (midasklr/yolov5prune#37)', () => {
    const model = small([1, -2, 3, 1, -5, 6], [1, 1, 1, 1, 1, 1]);
    const { masks, limited } = layerMasks(model, model.network.layers[1], 'filter', 0.9);
    expect(entries(masks)['fc1/bias']).toEqual([0, 0, 1]);
    expect(limited).toEqual(['fc1']);
  });

  it('leave tensors without zeros out', () => {
    expect(zeroMasks(small([1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1])).size).toBe(0);
  });
});

describe('layers that meet in an add', () => {
  const network: Network = {
    architecture: 'residual',
    inputShape: [1, 1, 1],
    classes: 2,
    layers: [
      conv2d('a', 'input', 2, 1),
      conv2d('b', 'a', 2, 1),
      plain('add', 'add', 'b', 'a'),
      plain('flatten', 'flatten', 'add'),
      dense('fc', 'flatten', 2),
    ],
  };

  it.each(['layer', 'global'] as const)(
    'lose the same filters, decided once, scope %s (microsoft/nni#2666, VainF/Torch-Pruning#3)',
    (scope) => {
      const model = initialModel(network, 1);
      const weights = new Map(model.weights)
        .set('a/kernel', { shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) })
        .set('b/kernel', { shape: [1, 1, 2, 2], data: Float32Array.of(4, 1, 4, 1) });
      // Alone, a would lose its first filter and b its second; together 1 + 8 against 2 + 2.
      const { masks } = modelMasks({ ...model, weights }, 'filter', scope, 0.5);
      expect(entries(masks)).toEqual({
        'a/kernel': [1, 0],
        'a/bias': [1, 0],
        'b/kernel': [1, 0, 1, 0],
        'b/bias': [1, 0],
      });
    },
  );
});
