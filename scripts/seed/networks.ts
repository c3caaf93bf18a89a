import { buildNetwork } from '@/lib/domain/architectures/build-network';
import type { Network } from '@/lib/domain/network';
import { hasKernel, type LayerSize, networkSize } from '@/lib/domain/network-size';
import type { ArchitectureConfig } from '@/lib/domain/run-config';
import { coupledGroups } from '@/lib/models/coupled-groups';

/** A tensor whose statistics are recorded. */
export interface SeedTensor {
  /** Place of its layer in the network. */
  position: number;
  tensor: 'kernel' | 'bias' | 'activation';
  count: number;
  std: number;
  /** True when negative values have become zero. */
  isRectified: boolean;
}

/** A network of the generated database, with what its rows need. */
export interface SeedNetwork {
  architecture: ArchitectureConfig;
  dataset: string;
  network: Network;
  /** The network as `models.network` holds it. */
  json: string;
  layers: LayerSize[];
  groups: ReadonlyMap<string, string>;
  parameters: number;
  macs: number;
  tensors: SeedTensor[];
  /** Places of the layers with a kernel. */
  kernels: number[];
  /** Test accuracy of a well-trained model, a fraction. */
  accuracy: number;
}

/** Data sets of the generated database: image shape. */
export const SEED_DATASETS: Record<string, [height: number, width: number, channels: number]> = {
  mnist: [28, 28, 1],
  'fashion-mnist': [28, 28, 1],
  'cifar-10': [32, 32, 3],
};

/** A network to compress and the smaller one that learns from it; `share` of all studies. */
export interface SeedPair {
  teacher: SeedNetwork;
  student: SeedNetwork;
  share: number;
}

/** The networks of the generated database. */
export function seedPairs(): SeedPair[] {
  const smallMlp: ArchitectureConfig = { name: 'mlp', widths: [30] };
  const pair = (
    share: number,
    dataset: string,
    [teacher, teacherAccuracy]: [ArchitectureConfig, number],
    [student, studentAccuracy]: [ArchitectureConfig, number],
  ): SeedPair => ({
    share,
    teacher: seedNetwork(teacher, dataset, teacherAccuracy),
    student: seedNetwork(student, dataset, studentAccuracy),
  });
  return [
    pair(0.35, 'mnist', [{ name: 'lenet-300-100' }, 0.978], [smallMlp, 0.958]),
    pair(0.3, 'mnist', [{ name: 'lenet-5' }, 0.99], [smallMlp, 0.957]),
    pair(0.15, 'fashion-mnist', [{ name: 'convnet-32-64' }, 0.915], [smallMlp, 0.861]),
    pair(0.12, 'cifar-10', [{ name: 'resnet-8' }, 0.79], [{ name: 'lenet-5' }, 0.62]),
    pair(0.08, 'cifar-10', [{ name: 'mobilenet-mini' }, 0.71], [{ name: 'lenet-5' }, 0.615]),
  ];
}

function seedNetwork(architecture: ArchitectureConfig, dataset: string, accuracy: number): SeedNetwork {
  const network = buildNetwork(architecture, SEED_DATASETS[dataset], 10);
  const { layers, parameters, macs } = networkSize(network);
  return {
    architecture,
    dataset,
    network,
    json: JSON.stringify(network),
    layers,
    groups: coupledGroups(network),
    parameters,
    macs,
    tensors: layers.flatMap(tensorsOf),
    kernels: layers.flatMap(({ layer }, position) => (hasKernel(layer) ? [position] : [])),
    accuracy,
  };
}

function tensorsOf({ layer, weights, outputShape }: LayerSize, position: number): SeedTensor[] {
  const found: SeedTensor[] = [];
  for (const { tensor, shape } of weights) {
    if (tensor !== 'kernel' && tensor !== 'bias') continue;
    const count = product(shape);
    const fanIn = product(shape.slice(0, -1));
    found.push({
      position,
      tensor,
      count,
      std: tensor === 'kernel' ? Math.sqrt(2 / fanIn) : 0.05,
      isRectified: false,
    });
  }
  if (layer.type !== 'flatten') {
    const isRectified = layer.type === 'relu';
    found.push({ position, tensor: 'activation', count: 64 * product(outputShape), std: 1, isRectified });
  }
  return found;
}

function product(shape: readonly number[]): number {
  return shape.reduce((result, size) => result * size, 1);
}
