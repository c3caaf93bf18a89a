import type { LayerSpec } from '../network';
import { batchNorm, conv2d, dense, depthwise, plain } from './layer-specs';

/** Filters and stride of each depthwise-separable block. */
const BLOCKS: [filters: number, stride: number][] = [
  [32, 1],
  [64, 2],
  [64, 1],
  [128, 2],
];

/**
 * A small MobileNet: a 3x3x16 convolution and four depthwise-separable blocks (3x3 depthwise, 1x1 pointwise, each
 * with batch normalisation and ReLU), global average, classes. Names: conv1, block1_depthwise, block1_pointwise,
 * ..., fc.
 *
 * @see Howard et al. 2017, arXiv 1704.04861, section 3
 */
export function mobilenetMiniLayers(classes: number): LayerSpec[] {
  const layers: LayerSpec[] = [conv2d('conv1', 'input', 16, 3, { padding: 'same', useBias: false })];
  let input = 'conv1';
  const normalise = () => {
    layers.push(batchNorm(`${input}_bn`, input), plain('relu', `${input}_relu`, `${input}_bn`));
    input = `${input}_relu`;
  };
  normalise();
  BLOCKS.forEach(([filters, stride], index) => {
    const block = `block${index + 1}`;
    layers.push(depthwise(`${block}_depthwise`, input, stride));
    input = `${block}_depthwise`;
    normalise();
    layers.push(conv2d(`${block}_pointwise`, input, filters, 1, { padding: 'same', useBias: false }));
    input = `${block}_pointwise`;
    normalise();
  });
  layers.push(plain('globalAveragePool', 'pool', input), dense('fc', 'pool', classes));
  return layers;
}
