import { AppError } from '@/lib/domain/errors';
import type { LayerType } from '@/lib/domain/network';
import type { BackendName } from '@/lib/tf/backend';

/**
 * Refuse, before anything is computed, to train a network on a backend that lacks the gradient of one of its
 * layers: WASM has none for depthwise convolutions.
 *
 * @throws AppError `unsupported`
 */
export function assertTrainable(
  backend: BackendName,
  layers: readonly { name: string; type: LayerType }[],
): void {
  if (backend !== 'wasm') return;
  const layer = layers.find(({ type }) => type === 'depthwiseConv2d');
  if (layer === undefined) return;
  throw new AppError(
    'unsupported',
    `Training on the WASM backend: layers with a gradient there were expected, and "${layer.name}" is a depthwise convolution, which has none. Run "npm run setup" to prepare TensorFlow's native library, or choose an architecture without depthwise convolutions, as resnet-8.`,
  );
}
