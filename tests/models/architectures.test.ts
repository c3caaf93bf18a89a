import { describe, expect, it } from 'vitest';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import type { Network } from '@/lib/domain/network';
import { networkSize } from '@/lib/domain/network-size';
import { coupledGroups } from '@/lib/models/coupled-groups';

describe('networkSize', () => {
  it('counts LeNet-300-100 as by hand', () => {
    const size = networkSize(buildNetwork({ name: 'lenet-300-100' }, [28, 28, 1], 10));
    // 784*300+300 + 300*100+100 + 100*10+10
    expect(size.parameters).toBe(235_500 + 30_100 + 1_010);
    expect(size.macs).toBe(235_200 + 30_000 + 1_000);
    expect(size.layers.filter(({ parameters }) => parameters > 0).map(({ layer }) => layer.name)).toEqual([
      'fc1',
      'fc2',
      'fc3',
    ]);
  });

  it('counts LeNet-5 as by hand', () => {
    const size = networkSize(buildNetwork({ name: 'lenet-5' }, [28, 28, 1], 10));
    // conv1 5*5*1*20+20, conv2 5*5*20*50+50, fc1 4*4*50*500+500, fc2 500*10+10
    expect(size.parameters).toBe(520 + 25_050 + 400_500 + 5_010);
    // 24*24*20*25 + 8*8*50*500 + 400,000 + 5,000
    expect(size.macs).toBe(288_000 + 1_600_000 + 400_000 + 5_000);
    expect(size.layers.map(({ outputShape }) => outputShape.join('x'))).toEqual([
      '24x24x20',
      '12x12x20',
      '8x8x50',
      '4x4x50',
      '800',
      '500',
      '500',
      '10',
    ]);
  });

  it('counts an mlp by its widths', () => {
    // 784*30+30 + 30*10+10
    expect(networkSize(buildNetwork({ name: 'mlp', widths: [30] }, [28, 28, 1], 10)).parameters).toBe(23_860);
  });

  it('counts a depthwise convolution by one filter a channel, and half the size at stride 2', () => {
    const size = networkSize(buildNetwork({ name: 'mobilenet-mini' }, [32, 32, 3], 10));
    const depthwise = size.layers.find(({ layer }) => layer.name === 'block2_depthwise');
    expect(depthwise?.outputShape).toEqual([16, 16, 32]);
    expect(depthwise?.parameters).toBe(3 * 3 * 32);
    expect(depthwise?.macs).toBe(16 * 16 * 32 * 9);
  });

  it('leaves moving averages out of the parameters', () => {
    const size = networkSize(buildNetwork({ name: 'resnet-8' }, [32, 32, 3], 10));
    const normaliser = size.layers.find(({ layer }) => layer.name === 'bn1');
    expect(normaliser?.weights.length).toBe(4);
    expect(normaliser?.parameters).toBe(32);
    // conv1 432; block1 2*2304; block2 4608+9216+512; block3 18432+36864+2048; bn 2*(16*3+32*3+64*3); fc 650
    expect(size.parameters).toBe(432 + 4_608 + 14_336 + 57_344 + 672 + 650);
  });

  it('refuses images that are too small and networks that do not end in the classes', () => {
    expect(() => buildNetwork({ name: 'lenet-5' }, [8, 8, 1], 10)).toThrow(/layer "conv2".*at least/s);
    const network: Network = buildNetwork({ name: 'mlp', widths: [4] }, [2, 2, 1], 3);
    expect(() => networkSize({ ...network, classes: 4 })).toThrow(/must give \[4\] logits, found \[3\]/);
    expect(() => networkSize({ ...network, layers: network.layers.toReversed() })).toThrow(/comes before it/);
  });
});

describe('coupledGroups', () => {
  it('joins all layers whose outputs meet in adds, whatever the order (VainF/Torch-Pruning#3)', () => {
    const groups = coupledGroups(buildNetwork({ name: 'resnet-8' }, [32, 32, 3], 10));
    expect(Object.fromEntries(groups)).toEqual({
      conv1: 'conv1',
      block1_conv2: 'conv1',
      block2_conv2: 'block2_conv2',
      block2_shortcut: 'block2_conv2',
      block3_conv2: 'block3_conv2',
      block3_shortcut: 'block3_conv2',
    });
  });

  it('joins a depthwise convolution with the layer that feeds it', () => {
    const groups = coupledGroups(buildNetwork({ name: 'mobilenet-mini' }, [32, 32, 3], 10));
    expect(groups.get('block1_depthwise')).toBe('conv1');
    expect(groups.get('block2_depthwise')).toBe('block1_pointwise');
    expect(groups.get('block4_pointwise')).toBeUndefined();
  });

  it('finds none in a chain', () => {
    expect(coupledGroups(buildNetwork({ name: 'lenet-5' }, [28, 28, 1], 10)).size).toBe(0);
  });
});
