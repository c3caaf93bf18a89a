import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { AppError } from '@/lib/domain/errors';
import { runName } from '@/lib/domain/run-name';
import { initialModel } from '@/lib/models/initial-weights';
import type { Model } from '@/lib/models/model';
import { onGrid, requantizedKernels } from '@/lib/models/quantized-model';
import { readCheckpoint, saveCheckpoint } from './checkpoint';
import { distilledLoss, teacherLogits } from './distilled-loss';
import { fitModel } from './fit';
import { getInput, type LoadedModel, type MethodRun } from './method-context';
import { kernelSparsity, zeroMasks } from './pruning-masks';
import { BASELINE, finishModel, recordWeightStatistics } from './record-model';

/**
 * Trains a student against the soft answers of a teacher and the labels: `total = alpha * T^2 * KL + (1 - alpha) *
 * CE`, both parts recorded.
 *
 * The student is a new network, or a stored model that keeps its zeros and its quantizers: so a pruned, then
 * quantized model is distilled as one. The teacher answers each training image once, before the training.
 */
export async function runDistill({ config, context, splits }: MethodRun<'distill'>): Promise<void> {
  const { recorder, dataset, checkpoint } = context;
  const teacher = getInput(context, 'teacher');
  const base: LoadedModel | null = 'base' in config.student ? getInput(context, 'base') : null;
  if (base !== null && base.modelId === teacher.modelId) {
    recorder.log(
      'warning',
      'Teacher and student are the same model: at the start the soft answers agree and teach nothing. Use another teacher.',
    );
  }
  const student: Model = base?.model ?? newStudent(config, dataset.shape, dataset.classes.length);
  const { quantization } = student;
  const masks = zeroMasks(student);
  if (masks.size > 0 || quantization !== null) {
    const sparsity = (100 * kernelSparsity(student)).toFixed(2);
    recorder.log(
      'info',
      `The student keeps its zeros (${sparsity} % of the kernels)${quantization ? ' and its quantizers' : ''}.`,
    );
  }
  const answers = teacherLogits(teacher.model, splits.train, () => recorder.heartbeat());
  const { weights, step } = await fitModel({
    model: student,
    training: config,
    ...splits,
    seed: config.seed,
    recorder,
    masks,
    loss: distilledLoss(answers, config.temperature, config.alpha),
    quantizationOf: quantization
      ? (current) => requantizedKernels({ ...student, weights: current })
      : undefined,
    phase: 'distilling',
    resume: checkpoint && readCheckpoint(checkpoint.bytes).fit,
    onEpoch: (state, at) => saveCheckpoint(recorder, at, { round: 0, firstStep: 0, fit: state }),
  });
  const model = onGrid({ ...student, weights });
  const moment = { stage: 'distilled', step, round: 0, targetSparsity: null } as const;
  const finished = { model, name: runName(config), parent: base, moment, recordValidation: false };
  const stored = finishModel(finished, splits, recorder);
  if (base !== null) recordWeightStatistics(base.model.weights, stored.layerIds, BASELINE, recorder);
}

function newStudent(
  { student, seed }: MethodRun<'distill'>['config'],
  shape: [number, number, number],
  classes: number,
): Model {
  if (!('architecture' in student))
    throw new AppError('internal', 'A student without architecture has a base.');
  return initialModel(buildNetwork(student.architecture, shape, classes), seed);
}
