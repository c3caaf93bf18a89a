import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { forward } from '@/lib/models/forward';
import { initialModel } from '@/lib/models/initial-weights';
import { modelFiles, readDescription, readModel } from '@/lib/models/model-files';
import { loadBackend } from '@/lib/tf/backend';
import { uploadWeights } from '@/lib/training/model-variables';

beforeAll(async () => {
  await loadBackend();
});

describe('model files', () => {
  it.each(['lenet-300-100', 'lenet-5', 'resnet-8', 'mobilenet-mini'] as const)(
    '%s: its model.json is a tfjs layers-model that gives our logits',
    async (name) => {
      const model = initialModel(buildNetwork({ name }, [28, 28, 1], 10), 3);
      // Moving averages that matter, so that wrong names or an order of weights would show.
      for (const [key, { data }] of model.weights) {
        if (/moving|gamma|beta|bias/.test(key))
          data.forEach((_, index) => {
            data[index] = 0.5 + Math.sin(index) / 4;
          });
      }
      const files = modelFiles(model);
      const parsed = JSON.parse(new TextDecoder().decode(files.description));
      const header = Number(
        new DataView(files.weights.buffer, files.weights.byteOffset).getBigUint64(0, true),
      );
      const layersModel = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: parsed.modelTopology,
          weightSpecs: parsed.weightsManifest[0].weights,
          weightData: files.weights.slice(8 + header).buffer as ArrayBuffer,
        }),
      );
      const images = tf.randomUniform([3, 28, 28, 1], 0, 1, 'float32', 1);
      const theirs = layersModel.predict(images) as tf.Tensor;
      const variables = uploadWeights(model.weights);
      const ours = tf.tidy(() => forward(model.network, variables, images, { training: false }));
      const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(theirs, ours))).dataSync()[0]);
      expect(difference).toBeLessThan(1e-4);
      expect(tf.tidy(() => tf.max(tf.abs(ours)).dataSync()[0])).toBeGreaterThan(0.01);
      layersModel.dispose();
      tf.dispose([images, theirs, ours, ...variables.values()]);
    },
  );

  it('give the model back, and the same bytes for the same weights', () => {
    const model = initialModel(buildNetwork({ name: 'mlp', widths: [3] }, [2, 2, 1], 2), 5);
    const files = modelFiles(model);
    const { network, quantization } = readDescription(files.description);
    const again = readModel(network, quantization, files.weights);
    expect(again).toEqual(model);
    expect(modelFiles(again)).toEqual(files);
    expect(files.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuse the weights of another network', () => {
    const small = initialModel(buildNetwork({ name: 'mlp', widths: [3] }, [2, 2, 1], 2), 5);
    const other = buildNetwork({ name: 'mlp', widths: [4] }, [2, 2, 1], 2);
    expect(() => readModel(other, null, modelFiles(small).weights)).toThrow(
      /expected "fc1\/kernel" as \[4,4\], found \[4,3\]/,
    );
  });
});

describe('initialModel', () => {
  it('gives the same weights for the same seed, and those of each layer whatever else the network has', () => {
    const kernel = (name: 'lenet-300-100' | 'mlp', seed: number) => {
      const config = name === 'mlp' ? { name, widths: [300] } : { name };
      const { weights } = initialModel(buildNetwork(config, [28, 28, 1], 10), seed);
      return weights.get('fc1/kernel')?.data.join();
    };
    const first = kernel('lenet-300-100', 1);
    expect(kernel('lenet-300-100', 1) === first).toBe(true);
    expect(kernel('mlp', 1) === first).toBe(true);
    expect(kernel('lenet-300-100', 2) === first).toBe(false);
  });

  it('draws with the deviation of He before a ReLU and inside the bounds of Glorot elsewhere', () => {
    const { weights } = initialModel(buildNetwork({ name: 'lenet-300-100' }, [28, 28, 1], 10), 1);
    const first = weights.get('fc1/kernel')?.data as Float32Array;
    const deviation = Math.sqrt(first.reduce((sum, value) => sum + value * value, 0) / first.length);
    // sqrt(2 / 784) = 0.050508; 235,200 draws: a standard error of 0.15 %.
    expect(deviation / 0.050508).toBeGreaterThan(0.99);
    expect(deviation / 0.050508).toBeLessThan(1.01);
    const last = weights.get('fc3/kernel')?.data as Float32Array;
    // sqrt(6 / 110) = 0.233550
    const largest = last.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(0.23356);
    expect(largest).toBeGreaterThan(0.22);
  });
});
