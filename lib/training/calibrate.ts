import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { createObserver, type ObserverName } from '@/lib/compression/observers';
import { quantizationError } from '@/lib/compression/quantize';
import { activationQuantizerSpec, computeQuantizer, type ValueRange } from '@/lib/compression/quantizer';
import type { Batch } from '@/lib/data/batches';
import { gatherImages, type ImageSet } from '@/lib/data/image-set';
import type { QuantizerParameters } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import { forward, type Variables } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { type BatchTensors, batchTensors, evaluationBatches } from './batch-tensors';
import { uploadWeights } from './model-variables';

/** Quantizer of the activation that enters a layer, and what it costs there. */
export interface InputQuantizer {
  quantizer: QuantizerParameters;
  range: ValueRange;
  /** On the first batch of the calibration images. */
  sqnrDb: number | null;
  clippedFraction: number;
}

/** What calibration found. */
export interface Calibration {
  /** By layer name. */
  inputs: Map<string, InputQuantizer>;
  samples: number;
  batches: number;
  /** SHA-256 of the positions of the images, as little-endian int32, hex. */
  sampleHash: string;
}

/**
 * Runs the float model on some images of a set, observes the input of every layer with a kernel and makes its
 * quantizer.
 */
export function calibrate(
  model: Model,
  images: ImageSet,
  positions: Int32Array,
  observer: ObserverName,
  bits: number,
  onBatch: () => void,
): Calibration {
  const variables = uploadWeights(model.weights);
  const observers = new Map(
    model.network.layers.filter(hasKernel).map(({ name }) => [name, createObserver(observer)]),
  );
  const chosen = gatherImages(images, positions);
  let count = 0;
  try {
    for (const batch of evaluationBatches(chosen)) {
      eachInput(model, variables, batchTensors(batch, chosen), (layer, values) =>
        observers.get(layer)?.observe(values),
      );
      count++;
      onBatch();
    }
    const inputs = new Map<string, InputQuantizer>();
    const spec = activationQuantizerSpec(bits);
    const first = evaluationBatches(chosen).next().value as Batch;
    eachInput(model, variables, batchTensors(first, chosen), (layer, values) => {
      const range = observers.get(layer)?.range();
      if (range === undefined) return;
      const quantizer = computeQuantizer(range, spec);
      inputs.set(layer, { quantizer, range, ...quantizationError(values, quantizer) });
    });
    const bytes = new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength);
    return {
      inputs,
      samples: positions.length,
      batches: count,
      sampleHash: createHash('sha256').update(bytes).digest('hex'),
    };
  } finally {
    tf.dispose([...variables.values()]);
  }
}

function eachInput(
  model: Model,
  variables: Variables,
  { images }: BatchTensors,
  use: (layer: string, values: Float32Array) => void,
): void {
  tf.tidy(() => {
    forward(model.network, variables, images, {
      training: false,
      onLayer: (layer, [input]) => {
        if (hasKernel(layer)) use(layer.name, input.dataSync() as Float32Array);
      },
    });
  });
  images.dispose();
}
