import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { RunRecorder } from '@/lib/domain/recorder';
import type { LossResult } from './losses';

/** Steps that one point of a training curve is the mean of. */
const STEPS_PER_POINT = 10;

/** Mean loss and accuracy of the training images over an epoch. */
export interface EpochMeans {
  loss: number;
  accuracy: number;
}

/** Sums over the images of some steps. */
class Sums {
  images = 0;
  correct = 0;
  readonly losses = new Map<string, number>();

  add(images: number, terms: LossResult['terms'], correct: number): void {
    this.images += images;
    this.correct += correct;
    for (const [key, loss] of Object.entries(terms)) {
      this.losses.set(key, (this.losses.get(key) ?? 0) + loss * images);
    }
  }
}

/** Records losses and accuracy of training steps: means over 10 steps, weighted by images, at the last of them. */
export class StepLog {
  private point = new Sums();
  private epoch = new Sums();
  private steps = 0;

  constructor(private readonly recorder: RunRecorder) {}

  /** Takes a step into account. @throws AppError `diverged` after recording, when its loss is no finite number. */
  add(step: number, images: number, terms: LossResult['terms'], correct: number): void {
    this.point.add(images, terms, correct);
    this.epoch.add(images, terms, correct);
    this.steps++;
    const loss = terms[METRIC_KEYS.trainLoss];
    if (this.steps === STEPS_PER_POINT || !Number.isFinite(loss)) this.record(step);
    if (!Number.isFinite(loss)) {
      throw new AppError(
        'diverged',
        `Training diverged: the loss was expected to be a finite number, found ${loss} at step ${step}. Try a lower learning rate.`,
      );
    }
  }

  /** Records what is left of an epoch and gives its means. */
  endEpoch(step: number): EpochMeans {
    if (this.steps > 0) this.record(step);
    const { images, correct, losses } = this.epoch;
    this.epoch = new Sums();
    return { loss: (losses.get(METRIC_KEYS.trainLoss) ?? 0) / images, accuracy: correct / images };
  }

  private record(step: number): void {
    const { images, correct, losses } = this.point;
    for (const [key, sum] of losses) this.recorder.metric(key, step, sum / images);
    this.recorder.metric(METRIC_KEYS.trainAccuracy, step, correct / images);
    this.point = new Sums();
    this.steps = 0;
  }
}
