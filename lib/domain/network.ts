/** Height, width and channels of a feature map, or `[units]` after `flatten` and `dense`. */
export type FeatureShape = [height: number, width: number, channels: number] | [units: number];

/** Padding of a convolution or pooling, with TensorFlow's meaning: output `ceil(in / stride)` for `same`. */
export type Padding = 'valid' | 'same';

interface LayerBase {
  /** Unique in the network; the name people type in SQL, as `conv1` or `fc2`. */
  name: string;
  /** Names of the layers it reads, or `input`. */
  inputs: string[];
}

/** Convolution; kernel `[kh, kw, in, filters]`, bias `[filters]`. */
export interface Conv2dSpec extends LayerBase {
  type: 'conv2d';
  filters: number;
  kernelSize: [number, number];
  strides: [number, number];
  padding: Padding;
  useBias: boolean;
}

/** Depthwise convolution with multiplier 1; kernel `[kh, kw, channels, 1]`, bias `[channels]`. */
export interface DepthwiseConv2dSpec extends LayerBase {
  type: 'depthwiseConv2d';
  kernelSize: [number, number];
  strides: [number, number];
  padding: Padding;
  useBias: boolean;
}

/** Fully connected layer; kernel `[in, units]`, bias `[units]`. */
export interface DenseSpec extends LayerBase {
  type: 'dense';
  units: number;
  useBias: boolean;
}

/** Batch normalisation over the last axis; gamma, beta, movingMean, movingVariance, all `[channels]`. */
export interface BatchNormSpec extends LayerBase {
  type: 'batchNorm';
  epsilon: number;
  momentum: number;
}

/** Maximum over windows. */
export interface MaxPoolSpec extends LayerBase {
  type: 'maxPool';
  poolSize: [number, number];
  strides: [number, number];
  padding: Padding;
}

/** Layers without weights and without settings. */
export interface PlainSpec extends LayerBase {
  type: 'relu' | 'globalAveragePool' | 'flatten' | 'add';
}

/** One layer of a network. */
export type LayerSpec =
  | Conv2dSpec
  | DepthwiseConv2dSpec
  | DenseSpec
  | BatchNormSpec
  | MaxPoolSpec
  | PlainSpec;

/** The kinds of layer. */
export type LayerType = LayerSpec['type'];

/** A network as data: layers in topological order, the last one gives the logits `[classes]`. */
export interface Network {
  /** Name of the architecture it was built from, as `lenet-5`. */
  architecture: string;
  inputShape: [height: number, width: number, channels: number];
  classes: number;
  layers: LayerSpec[];
}

/** Parameters of one uniform quantizer; `scale` and `zeroPoint` have one entry, or one for each channel. */
export interface QuantizerParameters {
  bits: number;
  scheme: 'symmetric' | 'asymmetric';
  quantMin: number;
  quantMax: number;
  scale: number[];
  zeroPoint: number[];
  /** Axis of the channels (the last one of a kernel), or null when per tensor. */
  channelAxis: number | null;
}

/**
 * How a model is quantized, by layer name. `kernel` belongs to the layer's weights, `input` to the activation
 * that enters it; `input: 'dynamic'` means that scale and zero point are computed from each batch.
 */
export type ModelQuantization = Record<
  string,
  { kernel: QuantizerParameters; input: QuantizerParameters | 'dynamic' }
>;
