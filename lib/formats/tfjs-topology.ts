import type { LayerSpec, Network } from '@/lib/domain/network';
import { networkSize } from '@/lib/domain/network-size';

/** A layer as Keras and `tf.loadLayersModel` write it. */
interface KerasLayer {
  class_name: string;
  name: string;
  config: Record<string, unknown>;
  inbound_nodes: [name: string, node: number, tensor: number, settings: object][][];
}

/** A functional Keras model, what `modelTopology` of a tfjs `layers-model` holds. */
export interface KerasTopology {
  class_name: 'Model';
  config: {
    name: string;
    layers: KerasLayer[];
    input_layers: [name: string, node: number, tensor: number][];
    output_layers: [name: string, node: number, tensor: number][];
  };
}

/** Name, shape and type of a weight in a tfjs weights manifest. */
export interface TfjsWeightSpec {
  name: string;
  shape: number[];
  dtype: 'float32';
}

/** Keras' words for our tensors, where they differ. */
const KERAS_TENSORS: Record<string, string> = {
  movingMean: 'moving_mean',
  movingVariance: 'moving_variance',
};

/** The network as a topology that `tf.loadLayersModel` reads. */
export function tfjsTopology(network: Network): KerasTopology {
  const input: KerasLayer = {
    class_name: 'InputLayer',
    name: 'input',
    config: {
      name: 'input',
      batch_input_shape: [null, ...network.inputShape],
      dtype: 'float32',
      sparse: false,
    },
    inbound_nodes: [],
  };
  const layers = network.layers.map((layer): KerasLayer => {
    const [className, config] = kerasConfig(layer);
    return {
      class_name: className,
      name: layer.name,
      config: { name: layer.name, trainable: true, dtype: 'float32', ...config },
      inbound_nodes: [layer.inputs.map((name) => [name, 0, 0, {}])],
    };
  });
  return {
    class_name: 'Model',
    config: {
      name: network.architecture,
      layers: [input, ...layers],
      input_layers: [['input', 0, 0]],
      output_layers: [[layers[layers.length - 1].name, 0, 0]],
    },
  };
}

/** The weights of a network under their Keras names, in the order of its layers. */
export function tfjsWeightSpecs(network: Network): TfjsWeightSpec[] {
  return networkSize(network).layers.flatMap(({ layer, weights }) =>
    weights.map(({ tensor, shape }) => ({
      name: `${layer.name}/${kerasTensor(layer, tensor)}`,
      shape,
      dtype: 'float32' as const,
    })),
  );
}

function kerasTensor(layer: LayerSpec, tensor: string): string {
  if (layer.type === 'depthwiseConv2d' && tensor === 'kernel') return 'depthwise_kernel';
  return KERAS_TENSORS[tensor] ?? tensor;
}

function kerasConfig(layer: LayerSpec): [className: string, config: Record<string, unknown>] {
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const shared = {
        kernel_size: layer.kernelSize,
        strides: layer.strides,
        padding: layer.padding,
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'linear',
        use_bias: layer.useBias,
      };
      return layer.type === 'conv2d'
        ? ['Conv2D', { filters: layer.filters, ...shared }]
        : ['DepthwiseConv2D', { depth_multiplier: 1, ...shared }];
    }
    case 'dense':
      return ['Dense', { units: layer.units, activation: 'linear', use_bias: layer.useBias }];
    case 'batchNorm':
      return [
        'BatchNormalization',
        { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon, center: true, scale: true },
      ];
    case 'maxPool':
      return [
        'MaxPooling2D',
        {
          pool_size: layer.poolSize,
          strides: layer.strides,
          padding: layer.padding,
          data_format: 'channels_last',
        },
      ];
    case 'globalAveragePool':
      return ['GlobalAveragePooling2D', { data_format: 'channels_last' }];
    case 'flatten':
      return ['Flatten', {}];
    case 'relu':
      return ['ReLU', {}];
    case 'add':
      return ['Add', {}];
  }
}
