/** Sums over the images scored so far; merge batches by scoring them into one. */
export interface Score {
  samples: number;
  correct: number;
  /** Images whose label is among the five largest logits; null with fewer than six classes. */
  top5Correct: number | null;
  /** Sum of the cross-entropies. */
  lossSum: number;
  byClass: { samples: number; correct: number }[];
}

/** A score over no images. */
export function emptyScore(classes: number): Score {
  return {
    samples: 0,
    correct: 0,
    top5Correct: classes < 6 ? null : 0,
    lossSum: 0,
    byClass: Array.from({ length: classes }, () => ({ samples: 0, correct: 0 })),
  };
}

/**
 * Adds a batch of logits to a score. The answer is the largest logit, the first among equals; a NaN never wins.
 * Loss: `logsumexp(z) - z[label]` in float64.
 *
 * @param logits Row-major `[n, classes]`.
 * @param labels `[n]`, classes from 0.
 */
export function addToScore(score: Score, logits: ArrayLike<number>, labels: ArrayLike<number>): void {
  const classes = score.byClass.length;
  for (let image = 0; image < labels.length; image++) {
    const label = labels[image];
    const row = image * classes;
    const own = logits[row + label];
    let before = 0;
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) {
      const value = logits[row + index];
      if (value > own || (value === own && index < label)) before++;
      if (value > largest) largest = value;
    }
    let exponentials = 0;
    for (let index = 0; index < classes; index++) exponentials += Math.exp(logits[row + index] - largest);
    const ranked = !Number.isNaN(own);
    const isCorrect = ranked && before === 0 ? 1 : 0;
    score.samples++;
    score.correct += isCorrect;
    if (score.top5Correct !== null && ranked && before < 5) score.top5Correct++;
    score.lossSum += largest + Math.log(exponentials) - own;
    score.byClass[label].samples++;
    score.byClass[label].correct += isCorrect;
  }
}

/** How many images have their largest logit, the first among equals, at their label. */
export function correctCount(logits: ArrayLike<number>, labels: ArrayLike<number>): number {
  const score = emptyScore(logits.length / labels.length);
  addToScore(score, logits, labels);
  return score.correct;
}
