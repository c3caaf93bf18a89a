import * as tf from '@tensorflow/tfjs';
import { activationQuantizerSpec } from '@/lib/compression/quantizer';
import type { ModelQuantization, QuantizerParameters } from '@/lib/domain/network';

/**
 * The activation that enters a quantized layer, quantized and dequantized. Call it inside `tf.tidy`.
 *
 * `dynamic` takes the range of this very batch, zero included, so an image's logits depend on its batch.
 */
export function quantizeInput(
  input: tf.Tensor,
  { kernel, input: quantizer }: ModelQuantization[string],
): tf.Tensor {
  if (quantizer !== 'dynamic') return fakeQuantizeTensor(input, quantizer);
  const { quantMin, quantMax } = activationQuantizerSpec(kernel.bits);
  const min = tf.minimum(tf.min(input), 0);
  const range = tf.sub(tf.maximum(tf.max(input), 0), min);
  // An all-zero batch gets scale 1, as a calibrated one does.
  const scale = tf.where(tf.greater(range, 0), tf.div(range, quantMax - quantMin), tf.onesLike(range));
  const zeroPoint = tf.round(tf.sub(quantMin, tf.div(min, scale)));
  return straightThrough(input, scale, zeroPoint, quantMin, quantMax);
}

/** A kernel quantized and dequantized with its quantizer. Call it inside `tf.tidy`. */
export function fakeQuantizeTensor(values: tf.Tensor, quantizer: QuantizerParameters): tf.Tensor {
  const { channelAxis, scale, zeroPoint, quantMin, quantMax } = quantizer;
  // Channels of any axis meet their scales when the axes behind it have length 1.
  const shape = channelAxis === null ? [] : [scale.length, ...values.shape.slice(channelAxis + 1).fill(1)];
  return straightThrough(values, tf.tensor(scale, shape), tf.tensor(zeroPoint, shape), quantMin, quantMax);
}

function straightThrough(
  values: tf.Tensor,
  scale: tf.Tensor,
  zeroPoint: tf.Tensor,
  quantMin: number,
  quantMax: number,
): tf.Tensor {
  const compute = tf.customGrad((x, save) => {
    const level = tf.add(tf.round(tf.mul(x as tf.Tensor, tf.reciprocal(scale))), zeroPoint);
    const clamped = tf.clipByValue(level, quantMin, quantMax);
    (save as tf.GradSaveFunc)([tf.cast(tf.equal(level, clamped), 'float32')]);
    return {
      value: tf.mul(tf.sub(clamped, zeroPoint), scale),
      gradFunc: (dy, saved) => tf.mul(dy as tf.Tensor, saved[0]),
    };
  });
  return compute(values);
}
