import type { Dataset } from '@/lib/data/dataset';
import { AppError } from '@/lib/domain/errors';
import type { RunRecorder } from '@/lib/domain/recorder';
import type { InputRole, JobConfig, JobConfigOf } from '@/lib/domain/run-config';
import type { Model } from '@/lib/models/model';
import type { Splits } from './splits';

/** A stored model with its weights in memory. */
export interface LoadedModel {
  modelId: number;
  /** Ids of its stored layers by layer name. */
  layerIds: ReadonlyMap<string, number>;
  model: Model;
}

/** What a method needs besides its config. */
export interface MethodContext {
  dataset: Dataset;
  inputs: { [role in InputRole]?: LoadedModel };
  recorder: RunRecorder;
  /** Name of the backend that computes, as `tensorflow` or `wasm`. */
  backend: string;
  /** State of an earlier attempt to go on from. */
  checkpoint?: { step: number; epoch: number; bytes: Uint8Array };
}

/** One method at work: parsed config, context, images. */
export interface MethodRun<M extends JobConfig['method']> {
  config: JobConfigOf<M>;
  context: MethodContext;
  splits: Splits;
}

/**
 * The input model of a role.
 *
 * @throws AppError `input_failed` when the run has none, or it was made for other images or classes.
 */
export function getInput({ inputs, dataset }: MethodContext, role: InputRole): LoadedModel {
  const input = inputs[role];
  if (input === undefined) {
    throw new AppError('input_failed', `The run needs a ${role} model; found none. Give one in its config.`);
  }
  const { inputShape, classes } = input.model.network;
  if (inputShape.join() !== dataset.shape.join() || classes !== dataset.classes.length) {
    throw new AppError(
      'input_failed',
      `The ${role} model reads images of [${inputShape}] and tells ${classes} classes; data set "${dataset.name}" has [${dataset.shape}] and ${dataset.classes.length}. Use a model that was trained on such images.`,
    );
  }
  return input;
}
