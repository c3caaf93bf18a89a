import { sparsityRounds } from '@/lib/compression/sparsity-schedule';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { StoredModel } from '@/lib/domain/recorder';
import { runName } from '@/lib/domain/run-name';
import type { Model, Weights } from '@/lib/models/model';
import { onGrid, requantizedKernels } from '@/lib/models/quantized-model';
import { type Checkpoint, readCheckpoint, saveCheckpoint } from './checkpoint';
import { fitModel } from './fit';
import { getInput, type LoadedModel, type MethodRun } from './method-context';
import type { OptimizerState } from './optimizer';
import { kernelSparsity, maskedModel, modelMasks } from './pruning-masks';
import { BASELINE, finishModel, type Moment, recordWeightStatistics, storeModel } from './record-model';

/**
 * Prunes the base model by magnitude in rounds, each to its absolute sparsity and followed by fine-tuning with the
 * masks held. Each round's model is stored; the last is the output of the run.
 *
 * A quantized base keeps its quantizers; the scales of its kernels follow its weights.
 */
export async function runPrune(run: MethodRun<'prune'>): Promise<void> {
  const { config, context } = run;
  const base = getInput(context, 'base');
  const targets = sparsityRounds(config.finalSparsity, config.rounds);
  const saved = context.checkpoint && readCheckpoint(context.checkpoint.bytes);
  const first = saved?.round ?? 1;
  let model: Model = saved ? { ...base.model, weights: saved.fit.weights } : base.model;
  let step = saved?.firstStep ?? 0;
  if (config.granularity === 'filter') {
    context.recorder.log(
      'info',
      'The last layer keeps its outputs, which are the classes; its inputs may be zeros.',
    );
  }
  for (let round = first; round <= targets.length; round++) {
    const plan = { round, rounds: targets.length, targetSparsity: targets[round - 1], firstStep: step };
    const result = await runRound(run, base, model, plan, round === first ? saved : undefined);
    recordRound(run, base, plan, result);
    ({ model, step } = result);
  }
}

interface RoundPlan {
  round: number;
  rounds: number;
  targetSparsity: number;
  /** Optimizer steps of the run before the round. */
  firstStep: number;
}

interface RoundResult {
  model: Model;
  step: number;
  /** Weights after pruning, before fine-tuning. */
  prunedWeights: Weights;
}

async function runRound(
  { config, context, splits }: MethodRun<'prune'>,
  base: LoadedModel,
  before: Model,
  { round, rounds, targetSparsity, firstStep }: RoundPlan,
  saved: Checkpoint | undefined,
): Promise<RoundResult> {
  const { recorder } = context;
  const { finetune } = config;
  // Weights that are 0 count as pruned, so a checkpoint inside a round gives the masks of that round again.
  const { masks, limited } = modelMasks(before, config.granularity, config.scope, targetSparsity);
  if (limited.length > 0) {
    recorder.log(
      'warning',
      `Round ${round}: one weight or filter was kept in ${limited.join(', ')}, which the sparsity would have emptied.`,
    );
  }
  const pruned = maskedModel(before, masks);
  const prunedWeights = saved?.roundStart ?? pruned.weights;
  recorder.metric(METRIC_KEYS.sparsity, firstStep, kernelSparsity(pruned));
  if (finetune === null) return { model: onGrid(pruned), step: firstStep, prunedWeights };
  const epochsBefore = (round - 1) * finetune.epochs;
  const { weights, step } = await fitModel({
    model: pruned,
    training: finetune,
    ...splits,
    seed: config.seed,
    recorder,
    masks,
    quantizationOf: base.model.quantization
      ? (current) => requantizedKernels({ ...pruned, weights: current })
      : undefined,
    firstStep,
    epochsBefore,
    epochsOfRun: rounds * finetune.epochs,
    phase: `round ${round} of ${rounds}`,
    resume: saved?.fit,
    onEpoch: (fit, at) => {
      saveCheckpoint(recorder, at, { round, firstStep, fit, roundStart: prunedWeights }, epochsBefore);
    },
  });
  const model = onGrid({ ...pruned, weights });
  if (round < rounds) {
    const fit = { epoch: 0, weights: model.weights, optimizer: NEW_OPTIMIZER };
    saveCheckpoint(
      recorder,
      step,
      { round: round + 1, firstStep: step, fit },
      epochsBefore + finetune.epochs,
    );
  }
  return { model, step, prunedWeights };
}

const NEW_OPTIMIZER: OptimizerState = { steps: 0, slots: new Map() };

function recordRound(
  { config, context, splits }: MethodRun<'prune'>,
  base: LoadedModel,
  { round, rounds, targetSparsity, firstStep }: RoundPlan,
  { model, step, prunedWeights }: RoundResult,
): void {
  const { recorder } = context;
  const isTrained = config.finetune !== null;
  const moment: Moment = { stage: isTrained ? 'finetuned' : 'pruned', step, round, targetSparsity };
  const name = runName(config);
  let stored: StoredModel;
  if (round === rounds) {
    const finished = { model, name, parent: base, moment, recordValidation: !isTrained };
    stored = finishModel(finished, splits, recorder);
  } else {
    stored = storeModel(model, `${name}, round ${round}`, base, `round-${round}`, recorder);
    recordWeightStatistics(model.weights, stored.layerIds, moment, recorder);
  }
  recordWeightStatistics(base.model.weights, stored.layerIds, BASELINE, recorder);
  if (isTrained) {
    const pruned: Moment = { ...moment, stage: 'pruned', step: firstStep };
    recordWeightStatistics(prunedWeights, stored.layerIds, pruned, recorder);
  }
  const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`;
  recorder.log(
    'info',
    `Round ${round} of ${rounds}: sparsity ${percent(kernelSparsity(model))} of the kernels, asked for ${percent(targetSparsity)}.`,
  );
  recorder.flush();
}
