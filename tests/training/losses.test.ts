import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { distilledLoss } from '@/lib/training/distilled-loss';
import { crossEntropy, labelLoss } from '@/lib/training/losses';
import { correctCount } from '@/lib/training/score';

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

function batchOf(labels: number[]) {
  return { labels: Int32Array.from(labels), indices: Int32Array.from(labels.keys()) };
}

function expectClose(found: ArrayLike<number>, expected: number[], digits: number) {
  expect(found.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, digits);
}

describe('cross-entropy', () => {
  it('is -log of the softmax at the label, mean over images, with softmax minus one-hot as gradient', () => {
    const logits = Float32Array.of(Math.log(1), Math.log(3), Math.log(2), Math.log(2));
    const { value, gradient } = crossEntropy(logits, Int32Array.of(1, 0));
    expect(value).toBeCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, 6);
    // (0.25, 0.75 - 1) / 2, (0.5 - 1, 0.5) / 2
    expectClose(gradient, [0.125, -0.125, -0.25, 0.25], 6);
    expect(correctCount(logits, [1, 0])).toBe(2);
    expect(correctCount(logits, [0, 1])).toBe(0);
  });

  it('stays finite with logits that overflow exp', () => {
    expect(labelLoss(Float32Array.of(1000, 0), batchOf([1])).terms['train/loss']).toBe(1000);
  });
});

describe('distillation against PyTorch', () => {
  it.each(cases.map((one) => [`T ${one.temperature}, alpha ${one.alpha}`, one] as const))('%s', (_, one) => {
    const loss = distilledLoss(Float32Array.from(one.teacher.data), one.temperature, one.alpha);
    const { terms, gradient } = loss(Float32Array.from(one.student.data), batchOf(one.labels));
    expect(terms['train/distillation_loss']).toBeCloseTo(one.soft, 4);
    expect(terms['train/student_loss']).toBeCloseTo(one.hard, 4);
    expect(terms['train/loss']).toBeCloseTo(one.total, 4);
    expectClose(gradient, one.grad_student.data, 5);
  });

  it('sums over classes and takes the mean over images only (GMvandeVen/continual-learning#5)', () => {
    // Teacher 0.75 / 0.25, student even: 0.75 log 1.5 + 0.25 log 0.5 = 0.130812 for each of two images.
    const answers = Float32Array.of(Math.log(3), 0, Math.log(3), 0);
    const { terms } = distilledLoss(answers, 1, 1)(new Float32Array(4), batchOf([0, 0]));
    expect(terms['train/loss']).toBeCloseTo(0.130812, 5);
  });

  it('uses the answers of the very images of a batch', () => {
    const answers = Float32Array.of(0, 0, 5, 0, 0, 5);
    const batch = { labels: Int32Array.of(0), indices: Int32Array.of(2) };
    const { terms } = distilledLoss(answers, 1, 1)(Float32Array.of(0, 5), batch);
    expect(terms['train/loss']).toBeCloseTo(0, 6);
  });
});
