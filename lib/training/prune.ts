import { sparsityRounds } from '@/lib/compression/sparsity-schedule';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { Model } from '@/lib/models/model';
import { onGrid, requantizedKernels } from '@/lib/models/quantized-model';
import { readCheckpoint, saveCheckpoint } from './checkpoint';
import { fitModel } from './fit';
import { getInput, type MethodRun } from './method-context';
import { kernelSparsity, maskedModel, modelMasks } from './pruning-masks';
import { BASELINE, finishModel, type Moment, recordWeightStatistics, storeModel } from './record-model';
import { runName } from '@/lib/domain/run-name';

/**
 * Prunes the base model by magnitude in rounds, each to its absolute sparsity and followed by fine-tuning with the
 * masks held. Each round's model is stored; the last is the output of the run.
 *
 * A quantized base keeps its quantizers; the scales of its kernels follow its weights.
 */
export async function runPrune({ config, context, splits }: MethodRun<'prune'>): Promise<void> {
  const { recorder, checkpoint } = context;
  const { finetune, granularity, scope } = config;
  const base = getInput(context, 'base');
  const rounds = sparsityRounds(config.finalSparsity, config.rounds);
  const saved = checkpoint && readCheckpoint(checkpoint.bytes);
  const epochsOfRun = rounds.length * (finetune?.epochs ?? 1);
  let model: Model = saved ? { ...base.model, weights: saved.fit.weights } : base.model;
  let step = saved?.firstStep ?? 0;
  if (granularity === 'filter') {
    recorder.log('info', 'The last layer keeps its outputs, which are the classes; its inputs may be zeros.');
  }
  for (let round = saved?.round ?? 1; round <= rounds.length; round++) {
    const targetSparsity = rounds[round - 1];
    const resume = saved?.round === round ? saved.fit : undefined;
    // Weights that are 0 count as pruned, so a checkpoint inside a round gives the masks of that round again.
    const { masks, limited } = modelMasks(model, granularity, scope, targetSparsity);
    if (limited.length > 0) {
      recorder.log(
        'warning',
        `Round ${round}: one weight or filter was kept in ${limited.join(', ')}, which the sparsity would have emptied.`,
      );
    }
    model = maskedModel(model, masks);
    const prunedWeights = (resume && saved?.roundStart) ?? model.weights;
    const prunedStep = step;
    recorder.metric(METRIC_KEYS.sparsity, step, kernelSparsity(model));
    if (finetune !== null) {
      const start = { ...model, quantization: base.model.quantization };
      const result = await fitModel({
        model: start,
        training: finetune,
        ...splits,
        seed: config.seed,
        recorder,
        masks,
        quantizationOf: base.model.quantization
          ? (weights) => requantizedKernels({ ...start, weights })
          : undefined,
        firstStep: prunedStep,
        epochsBefore: (round - 1) * finetune.epochs,
        epochsOfRun,
        phase: `round ${round} of ${rounds.length}`,
        resume,
        onEpoch: (state, at) =>
          saveCheckpoint(recorder, at, {
            round,
            firstStep: prunedStep,
            fit: state,
            roundStart: prunedWeights,
          }),
      });
      model = { ...model, weights: result.weights };
      step = result.step;
    }
    model = onGrid(model);
    const isLast = round === rounds.length;
    const at: Omit<Moment, 'stage' | 'step'> = { round, targetSparsity };
    const last: Moment = { ...at, stage: finetune ? 'finetuned' : 'pruned', step };
    const name = isLast ? runName(config) : `${runName(config)}, round ${round}`;
    const stored = isLast
      ? finishModel(
          { model, name, parent: base, moment: last, recordValidation: finetune === null },
          splits,
          recorder,
        )
      : storeModel(model, name, base, `round-${round}`, recorder);
    if (!isLast) recordWeightStatistics(model.weights, stored.layerIds, last, recorder);
    recordWeightStatistics(base.model.weights, stored.layerIds, BASELINE, recorder);
    if (finetune) {
      recordWeightStatistics(
        prunedWeights,
        stored.layerIds,
        { ...at, stage: 'pruned', step: prunedStep },
        recorder,
      );
    }
    recorder.log(
      'info',
      `Round ${round} of ${rounds.length}: sparsity ${(100 * kernelSparsity(model)).toFixed(2)} % of the kernels, asked for ${(100 * targetSparsity).toFixed(2)} %.`,
    );
    recorder.flush();
  }
}
