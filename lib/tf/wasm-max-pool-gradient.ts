import * as tf from '@tensorflow/tfjs';

type PoolInfo = tf.backend_util.Conv2DInfo;

interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** What is used of the WASM backend. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
}

/**
 * Replace the WASM backend's `MaxPoolGrad`, which gives nothing to a window whose entries are all negative (a
 * net that pools before its ReLU, as LeNet-5, then learns from a part of its gradient).
 */
export function replaceMaxPoolGradient(): void {
  if (tf.getKernel(tf.MaxPoolGrad, 'wasm') !== undefined) tf.unregisterKernel(tf.MaxPoolGrad, 'wasm');
  tf.registerKernel({
    kernelName: tf.MaxPoolGrad,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as unknown as WasmBackend;
      const input = inputs.input as tf.Tensor4D;
      const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
      const info = tf.backend_util.computePool2DInfo(
        input.shape,
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      // The output first: making it may move the memory that the other views look into.
      const output = wasm.makeOutput(input.shape, 'float32');
      const gradient = wasm.typedArrayFromHeap(output).fill(0);
      const values = wasm.typedArrayFromHeap(input);
      addToLargest(info, values, wasm.typedArrayFromHeap(inputs.dy as tf.TensorInfo), gradient);
      return output;
    },
  });
}

/** Add `dy[n, p, q, c]` to `gradient` at the first largest entry of its window; all are row-major NHWC. */
function addToLargest(info: PoolInfo, x: Float32Array, dy: Float32Array, gradient: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  let from = 0;
  for (let image = 0; image < batchSize; image++) {
    const start = image * inHeight * inWidth * inChannels;
    for (let p = 0; p < outHeight; p++) {
      const top = p * info.strideHeight - info.padInfo.top;
      const lastRow = Math.min(inHeight, top + info.filterHeight);
      for (let q = 0; q < outWidth; q++) {
        const left = q * info.strideWidth - info.padInfo.left;
        const lastColumn = Math.min(inWidth, left + info.filterWidth);
        for (let channel = 0; channel < inChannels; channel++) {
          let largest = -1;
          for (let row = Math.max(0, top); row < lastRow; row++) {
            for (let column = Math.max(0, left); column < lastColumn; column++) {
              const at = start + (row * inWidth + column) * inChannels + channel;
              if (largest < 0 || x[at] > x[largest]) largest = at;
            }
          }
          gradient[largest] += dy[from++];
        }
      }
    }
  }
}
