import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { runName } from '@/lib/domain/run-name';
import { initialModel } from '@/lib/models/initial-weights';
import { readCheckpoint, saveCheckpoint } from './checkpoint';
import { fitModel } from './fit';
import type { MethodRun } from './method-context';
import { finishModel } from './record-model';

/** Trains a new network and records it as stage `trained`. */
export async function runTrain({ config, context, splits }: MethodRun<'train'>): Promise<void> {
  const { recorder, dataset, checkpoint } = context;
  const network = buildNetwork(config.architecture, dataset.shape, dataset.classes.length);
  const model = initialModel(network, config.seed);
  const { weights, step } = await fitModel({
    model,
    training: config,
    ...splits,
    seed: config.seed,
    recorder,
    phase: 'training',
    resume: checkpoint && readCheckpoint(checkpoint.bytes).fit,
    onEpoch: (state, at) => saveCheckpoint(recorder, at, { round: 0, firstStep: 0, fit: state }),
  });
  const moment = { stage: 'trained', step, round: 0, targetSparsity: null } as const;
  const finished = { model: { ...model, weights }, name: runName(config), parent: null, moment };
  finishModel({ ...finished, recordValidation: false }, splits, recorder);
}
