import { AppError } from '@/lib/domain/errors';
import { roundHalfEven } from './round-half-even';

/** How much to prune: a fraction in [0, 1] of the candidates, or how many of them. */
export type PruneAmount = { fraction: number } | { count: number };

/**
 * How many of `size` candidates an amount prunes: the count itself, or `fraction * size` rounded half to even.
 *
 * As `torch.nn.utils.prune`: 0.5 of 5 is 2, 0.5 of 7 is 4, 0.1 of 5 is none; a fraction of 1 prunes all.
 *
 * @throws AppError `invalid_argument` for a fraction outside [0, 1], a count that is negative, not whole, or more
 *   than `size`.
 */
export function pruningCount(amount: PruneAmount, size: number): number {
  if ('fraction' in amount) {
    if (!(amount.fraction >= 0 && amount.fraction <= 1)) {
      throw new AppError(
        'invalid_argument',
        `Pruning expected a fraction in [0, 1]; found ${amount.fraction}. Write 0.8 for 80 %.`,
      );
    }
    return roundHalfEven(amount.fraction * size);
  }
  if (!Number.isInteger(amount.count) || amount.count < 0 || amount.count > size) {
    throw new AppError(
      'invalid_argument',
      `Pruning expected a whole number from 0 to the ${size} that are left; found ${amount.count}. Ask for fewer.`,
    );
  }
  return amount.count;
}
