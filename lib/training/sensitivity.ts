import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { keptCount, nonzeroMask } from '@/lib/compression/mask';
import { evaluateModel } from './evaluate';
import { getInput, type MethodRun } from './method-context';
import { passCount, prunedKernel, scanLayers } from './sensitivity-scan';

/**
 * Prunes each layer of the base model alone at each level, and records accuracy and drop on the validation images
 * against the untouched model on the same images, and the pruned kernel's distribution.
 */
export async function runSensitivity({ config, context, splits }: MethodRun<'sensitivity'>): Promise<void> {
  const { recorder } = context;
  const { model, layerIds } = getInput(context, 'base');
  const { granularity, levels } = config;
  const { validation } = splits;
  const base = evaluateModel(model, validation, () => recorder.heartbeat());
  recorder.log(
    'info',
    `The untouched model has ${base.correct} of ${base.samples} validation images right; drops count from there.`,
  );
  if (granularity === 'filter') {
    recorder.log('info', 'The last layer keeps its outputs, which are the classes; it is left out.');
  }
  const total = passCount(model, validation, granularity, levels.length);
  let passes = 0;
  const scan = scanLayers(model, validation, granularity, levels, () => {
    passes++;
    recorder.progress(passes, total, 'sensitivity');
    recorder.heartbeat();
  });
  for (const { layer, levels: results } of scan) {
    const layerId = layerIds.get(layer.name) as number;
    results.forEach((result, index) => {
      const { level, score } = result;
      const kernel = prunedKernel(layer, result).data;
      recorder.sensitivity({
        layerId,
        technique: 'prune',
        tensor: 'kernel',
        granularity,
        level,
        achievedSparsity: 1 - keptCount(nonzeroMask(kernel)) / kernel.length,
        split: 'validation',
        samples: score.samples,
        correct: score.correct,
        loss: score.lossSum / score.samples,
        accuracyDrop: (base.correct - score.correct) / base.samples,
      });
      recorder.layerStats({
        layerId,
        tensor: 'kernel',
        stage: 'sensitivity',
        step: index,
        round: 0,
        targetSparsity: level,
        statistics: layerStatistics(kernel),
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}
