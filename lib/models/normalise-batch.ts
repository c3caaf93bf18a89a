import * as tf from '@tensorflow/tfjs';

/** Gets mean and (population) variance `[channels]` of a batch; keep what outlives the call. */
export type StatisticsListener = (mean: tf.Tensor, variance: tf.Tensor) => void;

/**
 * `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with mean and population variance of the batch over all
 * but the last axis. Call it inside `tf.tidy`.
 *
 * One custom gradient instead of those of a dozen operations, with `c = x - mean`, `r = 1 / sqrt(variance +
 * epsilon)` and n values a channel: `dx = gamma r (dy - sum(dy) / n - c r^2 sum(dy c) / n)`, `dgamma = r sum(dy c)`,
 * `dbeta = sum(dy)`. Feature maps go through TensorFlow's own fused operation where the backend has it.
 *
 * @param x `[n, height, width, channels]` or `[n, channels]`; gamma and beta are `[channels]`.
 * @see Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1 and section 3
 */
export function normaliseBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
  onStatistics: StatisticsListener = () => {},
): tf.Tensor {
  const isFused = x.rank === 4 && tf.getKernel('FusedBatchNormV3', tf.getBackend()) !== undefined;
  const compute = (isFused ? fused : unfused)(epsilon, onStatistics);
  return tf.customGrad(compute)(x, gamma, beta);
}

type Compute = Parameters<typeof tf.customGrad>[0];

function unfused(epsilon: number, onStatistics: StatisticsListener): Compute {
  return (...inputs) => {
    const [x, gamma, beta, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const count = x.size / x.shape[x.rank - 1];
    const mean = tf.mean(x, axes);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), axes);
    onStatistics(mean, variance);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    save([centred, gamma, inverse]);
    return {
      value: tf.add(tf.mul(centred, tf.mul(gamma, inverse)), beta),
      gradFunc: (upstream, [c, scale, r]) => {
        const dy = upstream as tf.Tensor;
        const sum = tf.sum(dy, axes);
        const dot = tf.sum(tf.mul(dy, c), axes);
        const along = tf.mul(c, tf.div(tf.mul(dot, tf.square(r)), count));
        const dx = tf.mul(tf.sub(tf.sub(dy, tf.div(sum, count)), along), tf.mul(scale, r));
        return [dx, tf.mul(dot, r), sum];
      },
    };
  };
}

function fused(epsilon: number, onStatistics: StatisticsListener): Compute {
  return (...inputs) => {
    const [x, scale, offset, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const attributes = { epsilon };
    const empty = { mean: tf.tensor1d([]), variance: tf.tensor1d([]) };
    const outputs = tf.engine().runKernel('FusedBatchNormV3', { x, scale, offset, ...empty }, attributes);
    // The second and third output are for moving averages, the variance there divided by n - 1.
    const [value, , , mean, variance, reserve] = outputs as tf.Tensor[];
    onStatistics(mean, variance);
    save([x, scale, mean, variance, reserve]);
    return {
      value,
      gradFunc: (dy, [image, gamma, reserve1, reserve2, reserve3]) => {
        const gradients = tf.engine().runKernel(
          'FusedBatchNormGradV3',
          {
            yBackprop: dy as tf.Tensor,
            x: image,
            scale: gamma,
            reserve1,
            reserve2,
            reserve3,
          },
          attributes,
        );
        return (gradients as tf.Tensor[]).slice(0, 3);
      },
    };
  };
}
