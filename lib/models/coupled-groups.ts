import type { LayerSpec, Network } from '@/lib/domain/network';

/**
 * Layers whose output channels can only be removed together, because their outputs meet in an `add` or because one
 * is a depthwise convolution of the other: layer name -> name of the group, which is that of its first layer.
 * Layers that stand alone are left out.
 *
 * Deciding for each layer of such a group by itself gives adds of unequal channels.
 */
export function coupledGroups(network: Network): Map<string, string> {
  // For each layer, the layers with weights that made the channels of its output.
  const sources = new Map<string, string[]>([['input', []]]);
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    const up = parent.get(name);
    return up === undefined || up === name ? name : find(up);
  };
  const join = (members: readonly string[]) => {
    // The earlier layer names the group.
    const roots = [...new Set(members.map(find))].sort((a, b) => position(network, a) - position(network, b));
    for (const root of roots) parent.set(root, roots[0]);
  };
  for (const layer of network.layers) {
    const inputs = layer.inputs.flatMap((name) => sources.get(name) ?? []);
    sources.set(layer.name, makesChannels(layer) ? [layer.name] : inputs);
    if (layer.type === 'add') join(inputs);
    if (layer.type === 'depthwiseConv2d') join([...inputs, layer.name]);
  }
  const members = new Map<string, string[]>();
  for (const { name } of network.layers.filter(makesChannels)) {
    const group = find(name);
    members.set(group, [...(members.get(group) ?? []), name]);
  }
  const groups = [...members].filter(([, names]) => names.length > 1);
  return new Map(groups.flatMap(([group, names]) => names.map((name) => [name, group] as const)));
}

function makesChannels(layer: LayerSpec): boolean {
  return layer.type === 'conv2d' || layer.type === 'depthwiseConv2d' || layer.type === 'dense';
}

function position(network: Network, name: string): number {
  return network.layers.findIndex((layer) => layer.name === name);
}
