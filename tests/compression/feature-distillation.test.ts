import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionTransferLoss, featureLoss, relationLoss } from '@/lib/compression/feature-distillation';
import { type GoldenTensor, goldenCases } from './golden';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A torch tensor `[n, c, h, w]` as `[n, h, w, c]`. */
function channelsLast({ shape, data }: GoldenTensor): tf.Tensor4D {
  return tf.tidy(() =>
    tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1]),
  );
}

function value(loss: () => tf.Scalar): number {
  return tf.tidy(() => loss().dataSync()[0]);
}

/** Compares the gradient with central differences at every entry. */
function expectGradient<T extends tf.Tensor>(loss: (student: T) => tf.Scalar, student: T): void {
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => loss(x as T))(student)
      .dataSync(),
  );
  const values = student.dataSync();
  const step = 1e-2;
  const at = (index: number, change: number) => {
    const moved = Float32Array.from(values);
    moved[index] += change;
    return value(() => loss(tf.tensor(moved, student.shape) as T));
  };
  values.forEach((_, index) => {
    const slope = (at(index, step) - at(index, -step)) / (2 * step);
    expect(Math.abs(gradient[index] - slope)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
  });
}

describe('attentionTransferLoss', () => {
  interface AttentionCase {
    student: GoldenTensor;
    teacher: GoldenTensor;
    loss: number;
  }
  it.each(
    goldenCases<AttentionCase>('torch', 'attention_transfer').map((one) => [one.student.shape, one] as const),
  )('as torch for [%s]', (_, one) => {
    const loss = value(() => attentionTransferLoss(channelsLast(one.student), channelsLast(one.teacher)));
    expect(loss).toBeCloseTo(one.loss, 8);
  });

  it('averages the larger map down', () => {
    // Energies 1 9 / 1 9 average to 5 in both places of the smaller map, so after normalising nothing differs.
    const student = tf.tensor4d([2, 2], [1, 1, 2, 1]);
    const teacher = tf.tensor4d([1, 3, 1, 3, 1, 3, 1, 3], [1, 2, 4, 1]);
    expect(value(() => attentionTransferLoss(student, teacher))).toBeCloseTo(0, 12);
    const odd = tf.zeros([1, 3, 3, 1]) as tf.Tensor4D;
    expect(() => attentionTransferLoss(student, odd)).toThrow(/whole factor; found 3x3 against 1x2/);
  });

  it('has a gradient, finite for a map of zeros', () => {
    const teacher = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expectGradient((x) => attentionTransferLoss(x, teacher), tf.tensor4d([0.4, -1, 0.7, 0.2], [1, 2, 2, 1]));
    const atZero = tf.grad((x) => attentionTransferLoss(x as tf.Tensor4D, teacher))(tf.zeros([1, 2, 2, 1]));
    expect([...tf.abs(atZero).dataSync()]).toEqual([0, 0, 0, 0]);
  });
});

describe('featureLoss', () => {
  it('is the mean squared difference', () => {
    expect(value(() => featureLoss(tf.tensor1d([1, 2]), tf.tensor1d([3, 5])))).toBe(6.5);
    expect(() => featureLoss(tf.zeros([2]), tf.zeros([3]))).toThrow(/student \[2\] and teacher \[3\]/);
  });
});

describe('relationLoss', () => {
  // A right triangle with sides 3, 4, 5 and one with equal sides 1 in another dimension.
  const right = () => tf.tensor2d([0, 0, 3, 0, 0, 4], [3, 2]);
  const equal = () => tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);

  it('is 0 for embeddings that differ by scale, rotation and dimension', () => {
    const turned = tf.tensor2d([5, 1, 1, 5, 1, 7, 13, 1, 1], [3, 3]);
    expect(value(() => relationLoss(right(), turned))).toBeCloseTo(0, 6);
  });

  it('compares triangles, worked by hand', () => {
    // Distances over their mean 4: 3/4, 1, 5/4 against 1, 1, 1; each pair counts twice among 9.
    const distance = (2 * (0.5 * 0.25 ** 2 * 2)) / 9;
    // Cosines at the corners 0, 3/5, 4/5 against 1/2; each twice among 27.
    const angle = (2 * 0.5 * (0.5 ** 2 + 0.1 ** 2 + 0.3 ** 2)) / 27;
    expect(value(() => relationLoss(right(), equal()))).toBeCloseTo(25 * distance + 50 * angle, 5);
  });

  it('has a gradient, finite where two images have one embedding', () => {
    const teacher = tf.tensor2d([0.3, 1, -1, 0.5, 2, 2, 0.1, -0.9], [4, 2]);
    expectGradient(
      (x) => relationLoss(x, teacher),
      tf.tensor2d([0.9, -0.4, 1.5, 0.8, -0.7, 0.6, -1.2, -1.1], [4, 2]),
    );
    const same = tf.tensor2d([1, 1, 1, 1, 2, 0, 0, 3], [4, 2]);
    const gradient = tf
      .grad((x) => relationLoss(x as tf.Tensor2D, teacher))(same)
      .dataSync();
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('losses between layers', () => {
  it('labmlai/annotated_deep_learning_paper_implementations#66: a student unlike its teacher has a gradient', () => {
    const student = tf.tensor2d([1, 2, 0, 1, 3, 3], [3, 2]);
    const teacher = tf.tensor2d([2, 1, 1, 1, 0, 5], [3, 2]);
    for (const loss of [featureLoss, relationLoss]) {
      const gradient = tf.grad((x) => loss(x as tf.Tensor2D, teacher))(student);
      expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0.01);
      const none = tf.grad((x) => loss(x as tf.Tensor2D, student.clone()))(student);
      expect(tf.max(tf.abs(none)).dataSync()[0]).toBeLessThan(1e-5);
    }
  });

  it('leave nothing behind but their result', () => {
    const [a, b] = [
      tf.randomNormal([3, 4, 4, 2], 0, 1, 'float32', 1),
      tf.randomNormal([3, 2, 2, 5], 0, 1, 'float32', 2),
    ];
    const [x, y] = [tf.randomNormal([4, 3], 0, 1, 'float32', 3), tf.randomNormal([4, 3], 0, 1, 'float32', 4)];
    const before = tf.memory().numTensors;
    const losses = [
      () => attentionTransferLoss(a as tf.Tensor4D, b as tf.Tensor4D),
      () => featureLoss(x, y),
      () => relationLoss(x as tf.Tensor2D, y as tf.Tensor2D),
    ];
    for (const loss of losses) loss().dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuse different images', () => {
    const [two, three] = [tf.zeros([2, 4]) as tf.Tensor2D, tf.zeros([3, 4]) as tf.Tensor2D];
    expect(() => relationLoss(two, three)).toThrow(/2 of the student and 3 of the teacher/);
  });
});
