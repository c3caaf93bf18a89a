import { describe, expect, it } from 'vitest';
import { addToScore, emptyScore } from '@/lib/training/score';

describe('score', () => {
  it('counts answers, loss and classes as by hand', () => {
    const score = emptyScore(3);
    // Label 0 wins; label 2 loses against 1.
    addToScore(score, [2, 1, 0, 0, 3, 1], [0, 2]);
    expect(score.samples).toBe(2);
    expect(score.correct).toBe(1);
    expect(score.byClass).toEqual([
      { samples: 1, correct: 1 },
      { samples: 0, correct: 0 },
      { samples: 1, correct: 0 },
    ]);
    // log(e^2 + e + 1) - 2 = 0.407606, log(1 + e^3 + e) - 1 = 2.169846
    expect(score.lossSum).toBeCloseTo(0.407606 + 2.169846, 5);
    expect(score.top5Correct).toBeNull();
  });

  it('gives ties to the first class, and a NaN to nobody', () => {
    const score = emptyScore(2);
    addToScore(score, [1, 1, 1, 1], [0, 1]);
    expect(score.correct).toBe(1);
    addToScore(score, [Number.NaN, Number.NaN], [0]);
    expect(score.correct).toBe(1);
    expect(score.samples).toBe(3);
  });

  it('counts the five largest with six classes or more', () => {
    const score = emptyScore(6);
    addToScore(score, [5, 4, 3, 2, 1, 0, 5, 4, 3, 2, 1, 0], [4, 5]);
    expect(score.top5Correct).toBe(1);
    expect(score.correct).toBe(0);
  });

  it('does not overflow', () => {
    const score = emptyScore(2);
    addToScore(score, [1000, 0], [1]);
    expect(score.lossSum).toBeCloseTo(1000, 6);
  });
});
