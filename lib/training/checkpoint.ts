import type { RunRecorder } from '@/lib/domain/recorder';
import { decodeSafetensors, encodeSafetensors, safetensorsMetadata } from '@/lib/formats/safetensors';
import type { Weights } from '@/lib/models/model';
import type { FitState } from './training-state';

/** A resumable state of a run: where it is, and the training that goes on there. */
export interface Checkpoint {
  /** Round of iterative pruning, 0 outside of it. */
  round: number;
  /** Optimizer steps of the run before this training. */
  firstStep: number;
  fit: FitState;
  /** Weights with which the round began, of iterative pruning. */
  roundStart?: Weights;
}

/**
 * Stores a checkpoint as safetensors: `weights/...`, `slots/...` and `start/...`, the numbers as metadata.
 *
 * @param step Optimizer steps of the run so far.
 * @param epochsBefore Epochs of the run before the training that `checkpoint.fit` belongs to.
 */
export function saveCheckpoint(
  recorder: RunRecorder,
  step: number,
  checkpoint: Checkpoint,
  epochsBefore = 0,
): void {
  const { round, firstStep, fit, roundStart } = checkpoint;
  const tensors: Weights = new Map([
    ...prefixed('weights', fit.weights),
    ...prefixed('slots', fit.optimizer.slots),
    ...prefixed('start', roundStart ?? new Map()),
  ]);
  const numbers = { round, firstStep, epoch: fit.epoch, optimizerSteps: fit.optimizer.steps };
  const metadata = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, `${value}`]));
  recorder.checkpoint(step, epochsBefore + fit.epoch, encodeSafetensors(tensors, metadata));
}

/** The checkpoint in stored bytes. @throws AppError `file_invalid` */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const tensors = decodeSafetensors(bytes);
  const metadata = safetensorsMetadata(bytes);
  const part = (prefix: string): Weights =>
    new Map(
      [...tensors]
        .filter(([key]) => key.startsWith(`${prefix}/`))
        .map(([key, tensor]) => [key.slice(prefix.length + 1), tensor]),
    );
  const number = (key: string) => Number(metadata[key]);
  const roundStart = part('start');
  return {
    round: number('round'),
    firstStep: number('firstStep'),
    fit: {
      epoch: number('epoch'),
      weights: part('weights'),
      optimizer: { steps: number('optimizerSteps'), slots: part('slots') },
    },
    ...(roundStart.size > 0 && { roundStart }),
  };
}

function prefixed(prefix: string, weights: Weights): Weights {
  return new Map([...weights].map(([key, weight]) => [`${prefix}/${key}`, weight]));
}
