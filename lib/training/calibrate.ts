import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { createObserver, type ObserverName } from '@/lib/compression/observers';
import { quantizationError } from '@/lib/compression/quantize';
import { activationQuantizerSpec, computeQuantizer, type ValueRange } from '@/lib/compression/quantizer';
import type { QuantizerParameters } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import { forward, type Variables } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { batchTensors, type ImageSet } from './batch-tensors';
import { EVALUATION_BATCH } from './evaluate';
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
 * Runs the float model on calibration images, observes the input of every layer with a kernel and makes its
 * quantizer.
 *
 * @param indices Positions of the calibration images in `images`.
 */
export function calibrate(
  model: Model,
  images: ImageSet,
  indices: Int32Array,
  observer: ObserverName,
  bits: number,
  onBatch: () => void,
): Calibration {
  const variables = uploadWeights(model.weights);
  const observers = new Map(
    model.network.layers.filter(hasKernel).map(({ name }) => [name, createObserver(observer)]),
  );
  const starts = Array.from(
    { length: Math.ceil(indices.length / EVALUATION_BATCH) },
    (_, i) => i * EVALUATION_BATCH,
  );
  try {
    for (const start of starts) {
      const batch = indices.subarray(start, start + EVALUATION_BATCH);
      eachInput(model, variables, images, batch, (layer, values) => observers.get(layer)?.observe(values));
      onBatch();
    }
    const inputs = new Map<string, InputQuantizer>();
    const spec = activationQuantizerSpec(bits);
    eachInput(model, variables, images, indices.subarray(0, EVALUATION_BATCH), (layer, values) => {
      const range = observers.get(layer)?.range();
      if (range === undefined) return;
      const quantizer = computeQuantizer(range, spec);
      inputs.set(layer, { quantizer, range, ...quantizationError(values, quantizer) });
    });
    const bytes = new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength);
    return {
      inputs,
      samples: indices.length,
      batches: starts.length,
      sampleHash: createHash('sha256').update(bytes).digest('hex'),
    };
  } finally {
    tf.dispose([...variables.values()]);
  }
}

function eachInput(
  model: Model,
  variables: Variables,
  images: ImageSet,
  indices: Int32Array,
  use: (layer: string, values: Float32Array) => void,
): void {
  tf.tidy(() => {
    forward(model.network, variables, batchTensors(images, indices).images, {
      training: false,
      onLayer: (layer, [input]) => {
        if (hasKernel(layer)) use(layer.name, input.dataSync() as Float32Array);
      },
    });
  });
}
