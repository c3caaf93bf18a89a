import type { LayerSpec } from '../network';
import { conv2d, dense, maxPool, plain } from './layer-specs';

/**
 * Layers of a multi-layer perceptron: flatten, then fc1, relu1, fc2, ... and the logits.
 *
 * @param widths Units of the hidden layers.
 */
export function mlpLayers(widths: readonly number[], classes: number): LayerSpec[] {
  const layers: LayerSpec[] = [plain('flatten', 'flatten', 'input')];
  let input = 'flatten';
  widths.forEach((units, index) => {
    const number = index + 1;
    layers.push(dense(`fc${number}`, input, units), plain('relu', `relu${number}`, `fc${number}`));
    input = `relu${number}`;
  });
  layers.push(dense(`fc${widths.length + 1}`, input, classes));
  return layers;
}

/**
 * LeNet-5 as Caffe ships it and as Deep Compression measures it: 5x5x20, pool, 5x5x50, pool, 500, classes. There
 * is no ReLU after the convolutions. 431,080 parameters and 2,293,000 MACs on 28x28x1 with 10 classes.
 *
 * @see Han et al. 2015, arXiv 1510.00149, table 3
 */
export function lenet5Layers(classes: number): LayerSpec[] {
  return [
    conv2d('conv1', 'input', 20, 5),
    maxPool('pool1', 'conv1'),
    conv2d('conv2', 'pool1', 50, 5),
    maxPool('pool2', 'conv2'),
    plain('flatten', 'flatten', 'pool2'),
    dense('fc1', 'flatten', 500),
    plain('relu', 'relu1', 'fc1'),
    dense('fc2', 'relu1', classes),
  ];
}

/** 3x3x32, ReLU, 3x3x64, ReLU, pool, 128, ReLU, classes: the net of many tutorials, used to compare speed. */
export function convnetLayers(classes: number): LayerSpec[] {
  return [
    conv2d('conv1', 'input', 32, 3),
    plain('relu', 'relu1', 'conv1'),
    conv2d('conv2', 'relu1', 64, 3),
    plain('relu', 'relu2', 'conv2'),
    maxPool('pool', 'relu2'),
    plain('flatten', 'flatten', 'pool'),
    dense('fc1', 'flatten', 128),
    plain('relu', 'relu3', 'fc1'),
    dense('fc2', 'relu3', classes),
  ];
}
