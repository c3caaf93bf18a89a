import { AppError } from '@/lib/domain/errors';

/** Gradual pruning between two steps; sparsities are fractions in [0, 1). */
export interface PolynomialSchedule {
  initialSparsity: number;
  finalSparsity: number;
  /** First optimizer step that prunes. */
  beginStep: number;
  /** Last step that prunes; from it on the sparsity is `finalSparsity`. */
  endStep: number;
  /** Steps from one pruning to the next. */
  frequency: number;
  /** 3 in the paper. */
  power: number;
}

/**
 * Sparsity of a polynomial schedule at a step.
 *
 * `s(t) = s_f + (s_i - s_f) * (1 - clip((t - begin) / (end - begin), 0, 1))^power`; before `beginStep` it is
 * `initialSparsity`, from `endStep` on exactly `finalSparsity`.
 *
 * @throws AppError `invalid_argument` for a schedule that cannot be followed.
 * @see Zhu and Gupta 2017, arXiv 1710.01878, equation 1
 */
export function polynomialSparsity(schedule: PolynomialSchedule, step: number): number {
  checkSchedule(schedule);
  const { initialSparsity, finalSparsity, beginStep, endStep, power } = schedule;
  const progress = Math.min(1, Math.max(0, (step - beginStep) / (endStep - beginStep)));
  return finalSparsity + (initialSparsity - finalSparsity) * (1 - progress) ** power;
}

/**
 * Whether a step prunes: every `frequency` steps from `beginStep`, and `endStep` itself.
 *
 * `endStep` always prunes, so that the final sparsity is reached where `frequency` does not divide the span.
 */
export function isPruningStep(schedule: PolynomialSchedule, step: number): boolean {
  checkSchedule(schedule);
  const { beginStep, endStep, frequency } = schedule;
  return step === endStep || (step >= beginStep && step < endStep && (step - beginStep) % frequency === 0);
}

/**
 * The sparsity after each round of iterative pruning; the last is exactly `finalSparsity`, one round is one shot.
 *
 * Each round prunes the same share of what is left: after round r of R it is `1 - (1 - s_f)^(r / R)`.
 *
 * @param finalSparsity In [0, 1).
 * @param rounds A whole number, at least 1.
 * @throws AppError `invalid_argument`
 * @see Frankle and Carbin 2019, arXiv 1803.03635, section 1: each round prunes p^(1/n) % of what survived
 */
export function sparsityRounds(finalSparsity: number, rounds: number): number[] {
  if (!(finalSparsity >= 0 && finalSparsity < 1) || !Number.isInteger(rounds) || rounds < 1) {
    throw new AppError(
      'invalid_argument',
      `Iterative pruning expected a sparsity in [0, 1) and at least one round; found ${finalSparsity} in ${rounds} rounds.`,
    );
  }
  return Array.from({ length: rounds }, (_, index) =>
    index === rounds - 1 ? finalSparsity : 1 - (1 - finalSparsity) ** ((index + 1) / rounds),
  );
}

function checkSchedule(schedule: PolynomialSchedule): void {
  const { initialSparsity, finalSparsity, beginStep, endStep, frequency, power } = schedule;
  const fits =
    initialSparsity >= 0 &&
    initialSparsity <= finalSparsity &&
    finalSparsity < 1 &&
    beginStep >= 0 &&
    endStep > beginStep &&
    Number.isInteger(frequency) &&
    frequency >= 1 &&
    power > 0;
  if (!fits) {
    throw new AppError(
      'invalid_argument',
      `A sparsity schedule expected 0 <= initial <= final < 1, 0 <= begin < end, frequency >= 1 and power > 0; found ${JSON.stringify(schedule)}.`,
    );
  }
}
