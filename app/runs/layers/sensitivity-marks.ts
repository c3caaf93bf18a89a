import type { SensitivityCell, SensitivityMap } from '@/db/queries/sensitivity';
import { accuracyDifferenceInterval, accuracyInterval } from '@/lib/analysis/intervals';
import type { Scale } from './scales';

/** What the curves show. */
export type Quantity = 'drop' | 'accuracy';

/** A measured value with its 95 % interval. */
export interface Mark {
  level: number;
  value: number;
  low: number;
  high: number;
}

/** The value of a cell and its 95 % interval: Wilson's for an accuracy, Newcombe's unpaired one for what was lost. */
export function markOf(cell: SensitivityCell, quantity: Quantity): Mark {
  const { level, correct, samples, accuracyDrop } = cell;
  if (quantity === 'accuracy') {
    return { level, value: correct / samples, ...accuracyInterval(correct, samples) };
  }
  return {
    level,
    value: accuracyDrop,
    ...accuracyDifferenceInterval({ correct: baselineCorrect(cell), samples }, { correct, samples }),
  };
}

function baselineCorrect({ correct, samples, accuracyDrop }: SensitivityCell): number {
  return Math.min(samples, Math.max(0, Math.round(correct + accuracyDrop * samples)));
}

/** Accuracy of the untouched model on the same images. */
export function baselineAccuracy({ cells: [cell] }: SensitivityMap): number {
  return baselineCorrect(cell) / cell.samples;
}

/** The levels whose names have room beside each other. */
export function spaced(levels: readonly number[], x: Scale, room: number): number[] {
  const shown: number[] = [];
  for (const level of [...levels].reverse()) {
    const before = shown[shown.length - 1];
    if (before === undefined || Math.abs(x(before) - x(level)) >= room) shown.push(level);
  }
  return shown;
}
