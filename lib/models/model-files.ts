import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import { networkSize } from '@/lib/domain/network-size';
import { decodeSafetensors, encodeSafetensors } from '@/lib/formats/safetensors';
import { tfjsTopology, tfjsWeightSpecs } from '@/lib/formats/tfjs-topology';
import { type Model, type Weights, weightKey } from './model';

/** A model as files. */
export interface ModelFiles {
  /** `weights.safetensors`: float32 tensors by `layer/tensor`. */
  weights: Uint8Array;
  /**
   * `model.json`: network and quantization, and the same as a tfjs `layers-model`, whose `weights.bin` is what
   * follows the header in `weights.safetensors`.
   */
  description: Uint8Array;
  /** SHA-256 of `weights`, hex. */
  weightsHash: string;
}

interface Description {
  lathe: { network: Network; quantization: ModelQuantization | null };
}

/** The files of a model; the same weights give the same bytes. */
export function modelFiles({ network, weights, quantization }: Model): ModelFiles {
  const ordered: Weights = new Map();
  for (const { key, shape } of expectedWeights(network)) {
    const weight = weights.get(key);
    if (weight === undefined) throw new AppError('internal', `Storing a model: weight "${key}" is missing.`);
    ordered.set(key, { shape, data: weight.data });
  }
  const bytes = encodeSafetensors(ordered);
  const lathe: Description['lathe'] = { network, quantization };
  const description = {
    format: 'layers-model',
    generatedBy: 'Lathe',
    modelTopology: tfjsTopology(network),
    weightsManifest: [{ paths: ['weights.bin'], weights: tfjsWeightSpecs(network) }],
    lathe,
  };
  return {
    weights: bytes,
    description: new TextEncoder().encode(JSON.stringify(description)),
    weightsHash: createHash('sha256').update(bytes).digest('hex'),
  };
}

/**
 * The model of a network whose weights are in a safetensors file.
 *
 * @throws AppError `file_invalid` when a tensor is missing or has another shape than the network says.
 */
export function readModel(
  network: Network,
  quantization: ModelQuantization | null,
  weightsFile: Uint8Array,
): Model {
  const found = decodeSafetensors(weightsFile);
  const weights: Weights = new Map();
  for (const { key, shape } of expectedWeights(network)) {
    const tensor = found.get(key);
    if (tensor === undefined || tensor.shape.join() !== shape.join()) {
      throw new AppError(
        'file_invalid',
        `Reading the weights of "${network.architecture}": expected "${key}" as [${shape}], found ${tensor ? `[${tensor.shape}]` : 'none'}. The file belongs to another model.`,
      );
    }
    weights.set(key, { shape, data: tensor.data });
  }
  return { network, weights, quantization };
}

/** Network and quantization out of a `model.json`. @throws AppError `file_invalid` */
export function readDescription(description: Uint8Array): Description['lathe'] {
  try {
    const { lathe } = JSON.parse(new TextDecoder().decode(description)) as Description;
    networkSize(lathe.network);
    return lathe;
  } catch (cause) {
    throw new AppError(
      'file_invalid',
      'Reading a model.json: expected the description of a network that Lathe stored; found none. Use the file of a Lathe model.',
      { cause },
    );
  }
}

function expectedWeights(network: Network): { key: string; shape: number[] }[] {
  return networkSize(network).layers.flatMap(({ layer, weights }) =>
    weights.map(({ tensor, shape }) => ({ key: weightKey(layer.name, tensor), shape })),
  );
}
