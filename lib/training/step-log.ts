import * as tf from '@tensorflow/tfjs';
import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { RunRecorder } from '@/lib/domain/recorder';

/** Steps that one point of a training curve is the mean of. */
const STEPS_PER_POINT = 10;
/** Steps between two reads from the backend: a read waits for the computation, so it is not made every step. */
const STEPS_PER_READ = 50;

/** What one optimizer step leaves on the backend; scalars, disposed by the log. */
export interface StepScalars {
  /** By metric key; {@link METRIC_KEYS.trainLoss} is always there. */
  losses: Record<string, tf.Scalar>;
  correct: tf.Scalar;
}

/** Mean loss and accuracy of the training images over an epoch. */
export interface EpochMeans {
  loss: number;
  accuracy: number;
}

/**
 * Losses and correct answers of training steps, kept on the backend and read in groups, then recorded as points:
 * each the mean over up to 10 steps, weighted by images, at the last of them.
 */
export class StepLog {
  private pending: { step: number; images: number; scalars: StepScalars }[] = [];
  private images = 0;
  private correct = 0;
  private lossSum = 0;

  constructor(private readonly recorder: RunRecorder) {}

  /** Takes over a step's scalars; reads and records when enough have come together. @throws AppError `diverged` */
  add(step: number, images: number, scalars: StepScalars): void {
    this.pending.push({ step, images, scalars });
    if (this.pending.length >= STEPS_PER_READ) this.read();
  }

  /** Reads what is pending and gives the means since the last call. @throws AppError `diverged` */
  endEpoch(): EpochMeans {
    this.read();
    const means = { loss: this.lossSum / this.images, accuracy: this.correct / this.images };
    this.images = 0;
    this.correct = 0;
    this.lossSum = 0;
    return means;
  }

  /** Frees what has not been read. */
  dispose(): void {
    for (const { scalars } of this.pending)
      tf.dispose([scalars.losses, scalars.correct] as tf.TensorContainer);
    this.pending = [];
  }

  private read(): void {
    if (this.pending.length === 0) return;
    const keys = Object.keys(this.pending[0].scalars.losses);
    const columns = keys.map((key) => readAll(this.pending.map(({ scalars }) => scalars.losses[key])));
    const correct = readAll(this.pending.map(({ scalars }) => scalars.correct));
    const steps = this.pending.map(({ step, images }) => ({ step, images }));
    this.dispose();
    for (let start = 0; start < steps.length; start += STEPS_PER_POINT) {
      const end = Math.min(start + STEPS_PER_POINT, steps.length);
      const images = sum(start, end, (index) => steps[index].images);
      const { step } = steps[end - 1];
      keys.forEach((key, column) => {
        const total = sum(start, end, (index) => columns[column][index] * steps[index].images);
        this.recorder.metric(key, step, total / images);
        if (key === METRIC_KEYS.trainLoss) this.lossSum += total;
      });
      const right = sum(start, end, (index) => correct[index]);
      this.recorder.metric(METRIC_KEYS.trainAccuracy, step, right / images);
      this.correct += right;
      this.images += images;
      if (!Number.isFinite(this.lossSum)) {
        throw new AppError(
          'diverged',
          `Training diverged: the loss was expected to be a finite number, found ${this.lossSum} at step ${step}. Try a lower learning rate.`,
        );
      }
    }
  }
}

function readAll(scalars: tf.Scalar[]): ArrayLike<number> {
  const stacked = tf.stack(scalars);
  const values = stacked.dataSync();
  stacked.dispose();
  return values;
}

function sum(start: number, end: number, value: (index: number) => number): number {
  let total = 0;
  for (let index = start; index < end; index++) total += value(index);
  return total;
}
