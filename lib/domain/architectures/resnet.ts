import type { LayerSpec } from '../network';
import { batchNorm, conv2d, dense, plain } from './layer-specs';

/**
 * ResNet-8: a 3x3x16 convolution and three residual blocks of 16, 32 and 64 channels, the last two with stride 2
 * and a 1x1 convolution on the shortcut; batch normalisation after each convolution, global average, classes.
 * Names: conv1, block1_conv1, block1_conv2, block2_conv1, block2_conv2, block2_shortcut, ..., fc.
 *
 * @see He et al. 2015, arXiv 1512.03385, section 4.2, with n = 1 and projection shortcuts (option B)
 */
export function resnet8Layers(classes: number): LayerSpec[] {
  const layers: LayerSpec[] = [
    conv2d('conv1', 'input', 16, 3, { padding: 'same', useBias: false }),
    batchNorm('bn1', 'conv1'),
    plain('relu', 'relu1', 'bn1'),
  ];
  let input = 'relu1';
  [16, 32, 64].forEach((filters, index) => {
    const block = `block${index + 1}`;
    const stride = index === 0 ? 1 : 2;
    const convolution = (name: string, from: string, size: number, step: number) => {
      layers.push(conv2d(name, from, filters, size, { stride: step, padding: 'same', useBias: false }));
      layers.push(batchNorm(`${name}_bn`, name));
    };
    convolution(`${block}_conv1`, input, 3, stride);
    layers.push(plain('relu', `${block}_relu1`, `${block}_conv1_bn`));
    convolution(`${block}_conv2`, `${block}_relu1`, 3, 1);
    let shortcut = input;
    if (stride !== 1) {
      convolution(`${block}_shortcut`, input, 1, stride);
      shortcut = `${block}_shortcut_bn`;
    }
    layers.push(plain('add', `${block}_add`, `${block}_conv2_bn`, shortcut));
    layers.push(plain('relu', `${block}_relu2`, `${block}_add`));
    input = `${block}_relu2`;
  });
  layers.push(plain('globalAveragePool', 'pool', input), dense('fc', 'pool', classes));
  return layers;
}
