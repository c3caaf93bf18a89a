import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '@/lib/tf/backend';
import type { BatchTensors } from '@/lib/training/batch-tensors';
import { distilledLoss } from '@/lib/training/distilled-loss';
import { correctCount, crossEntropy, labelLoss } from '@/lib/training/losses';

interface Tensor {
  shape: [number, number];
  data: number[];
}
interface DistillationCase {
  kind: string;
  student: Tensor;
  teacher: Tensor;
  labels: number[];
  temperature: number;
  alpha: number;
  soft: number;
  hard: number;
  total: number;
  grad_student: Tensor;
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/golden/torch.json'), 'utf8'),
) as { cases: DistillationCase[] };
const cases = golden.cases.filter(({ kind }) => kind === 'distillation');

beforeAll(async () => {
  await loadBackend();
});

function batchOf(labels: number[]): BatchTensors {
  return {
    images: tf.zeros([labels.length, 1, 1, 1]) as tf.Tensor4D,
    labels: tf.tensor1d(labels, 'int32'),
    indices: Int32Array.from(labels.keys()),
  };
}

function expectClose(found: ArrayLike<number>, expected: number[], digits: number) {
  expect(found.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, digits);
}

describe('cross-entropy', () => {
  it('is -log of the softmax at the label, mean over images, with softmax minus one-hot as gradient', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([Math.log(1), Math.log(3), Math.log(2), Math.log(2)], [2, 2]);
      const labels = tf.tensor1d([1, 0], 'int32');
      const { value, grad } = tf.valueAndGrad((z) => crossEntropy(z as tf.Tensor2D, labels))(logits);
      expect(value.dataSync()[0]).toBeCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, 6);
      // (0.25, 0.75 - 1) / 2, (0.5 - 1, 0.5) / 2
      expectClose(grad.dataSync(), [0.125, -0.125, -0.25, 0.25], 6);
      expect(correctCount(logits, labels).dataSync()[0]).toBe(2);
    });
  });

  it('stays finite with logits that overflow exp, and leaves only its result', () => {
    const logits = tf.tensor2d([1000, 0], [1, 2]);
    const batch = batchOf([1]);
    const before = tf.memory().numTensors;
    const total = tf.tidy(() => labelLoss(logits, batch).total);
    expect(total.dataSync()[0]).toBe(1000);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([total, logits, batch.images, batch.labels]);
  });
});

describe('distillation against PyTorch', () => {
  it.each(cases.map((one) => [`T ${one.temperature}, alpha ${one.alpha}`, one] as const))('%s', (_, one) => {
    tf.tidy(() => {
      const [, classes] = one.student.shape;
      const answers = Float32Array.from(one.teacher.data);
      const loss = distilledLoss(answers, classes, one.temperature, one.alpha);
      const batch = batchOf(one.labels);
      const student = tf.tensor2d(one.student.data, one.student.shape);
      const { terms } = loss(student, batch);
      const read = (key: string) => terms[key].dataSync()[0];
      expect(read('train/distillation_loss')).toBeCloseTo(one.soft, 4);
      expect(read('train/student_loss')).toBeCloseTo(one.hard, 4);
      expect(read('train/loss')).toBeCloseTo(one.total, 4);
      const gradient = tf.grad((z) => loss(z as tf.Tensor2D, batch).total)(student);
      expectClose(gradient.dataSync(), one.grad_student.data, 5);
    });
  });

  it('sums over classes and takes the mean over images only (GMvandeVen/continual-learning#5)', () => {
    tf.tidy(() => {
      // Teacher 0.75 / 0.25, student even: 0.75 log 1.5 + 0.25 log 0.5 = 0.130812 for each of two images.
      const answers = Float32Array.of(Math.log(3), 0, Math.log(3), 0);
      const { terms } = distilledLoss(answers, 2, 1, 1)(tf.zeros([2, 2]), batchOf([0, 0]));
      expect(terms['train/loss'].dataSync()[0]).toBeCloseTo(0.130812, 5);
    });
  });

  it('uses the answers of the very images of a batch', () => {
    tf.tidy(() => {
      const answers = Float32Array.of(0, 0, 5, 0, 0, 5);
      const batch = { ...batchOf([0]), indices: Int32Array.of(2) };
      const { terms } = distilledLoss(answers, 2, 1, 1)(tf.tensor2d([0, 5], [1, 2]), batch);
      expect(terms['train/loss'].dataSync()[0]).toBeCloseTo(0, 6);
    });
  });
});
