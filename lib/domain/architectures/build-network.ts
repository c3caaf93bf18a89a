import type { LayerSpec, Network } from '../network';
import { networkSize } from '../network-size';
import type { ArchitectureConfig } from '../run-config';
import { convnetLayers, lenet5Layers, mlpLayers } from './lenet';
import { mobilenetMiniLayers } from './mobilenet';
import { resnet8Layers } from './resnet';

/**
 * The network of an architecture for images of a given shape.
 *
 * @throws AppError `invalid_argument` when the images are too small for it.
 */
export function buildNetwork(
  config: ArchitectureConfig,
  inputShape: [height: number, width: number, channels: number],
  classes: number,
): Network {
  const network = { architecture: config.name, inputShape, classes, layers: layersOf(config, classes) };
  networkSize(network); // refuses shapes that do not fit
  return network;
}

function layersOf(config: ArchitectureConfig, classes: number): LayerSpec[] {
  switch (config.name) {
    case 'lenet-300-100':
      return mlpLayers([300, 100], classes);
    case 'mlp':
      return mlpLayers(config.widths, classes);
    case 'lenet-5':
      return lenet5Layers(classes);
    case 'convnet-32-64':
      return convnetLayers(classes);
    case 'resnet-8':
      return resnet8Layers(classes);
    case 'mobilenet-mini':
      return mobilenetMiniLayers(classes);
  }
}
