import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { AppError } from '@/lib/domain/errors';
import type { Network } from '@/lib/domain/network';
import type { JobConfig } from '@/lib/domain/run-config';
import { runDistill } from './distill';
import type { MethodContext } from './method-context';
import { runPrune } from './prune';
import { runQuantize } from './quantize';
import { runSensitivity } from './sensitivity';
import { selectSplits } from './splits';
import { runTrain } from './train';

export type { LoadedModel, MethodContext } from './method-context';

/**
 * Does what a job config asks for and tells the recorder all of it: models, metrics, layer statistics,
 * evaluations, checkpoints. Goes on from `context.checkpoint` when there is one.
 *
 * Ends when the output model is recorded; errors of the recorder (`cancelled`, `lease_lost`, `storage_failed`)
 * pass through. Whatever happens, nothing is left on the backend.
 *
 * @throws AppError `diverged`, `unsupported`, `input_failed`, `invalid_argument`.
 */
export async function runMethod(config: JobConfig, context: MethodContext): Promise<void> {
  const splits = selectSplits(context.dataset, config.dataset);
  refuseDepthwiseOnWasm(networksOf(config, context), context.backend);
  switch (config.method) {
    case 'train':
      return runTrain({ config, context, splits });
    case 'sensitivity':
      return runSensitivity({ config, context, splits });
    case 'prune':
      return runPrune({ config, context, splits });
    case 'quantize':
      return runQuantize({ config, context, splits });
    case 'distill':
      return runDistill({ config, context, splits });
  }
}

function networksOf(config: JobConfig, { dataset, inputs }: MethodContext): Network[] {
  const architecture =
    config.method === 'train'
      ? config.architecture
      : config.method === 'distill' && 'architecture' in config.student
        ? config.student.architecture
        : undefined;
  const fresh = architecture ? [buildNetwork(architecture, dataset.shape, dataset.classes.length)] : [];
  const given = Object.values(inputs).flatMap((input) => (input ? [input.model.network] : []));
  return [...fresh, ...given];
}

/** WASM has no gradient of depthwise convolutions: said before anything is computed. */
function refuseDepthwiseOnWasm(networks: Network[], backend: string): void {
  const layer = networks.flatMap(({ layers }) => layers).find(({ type }) => type === 'depthwiseConv2d');
  if (backend !== 'wasm' || layer === undefined) return;
  throw new AppError(
    'unsupported',
    `Training on the WASM backend: layers with a gradient there were expected, and "${layer.name}" is a depthwise convolution, which has none. Run "npm run setup" to prepare TensorFlow's native library, or choose an architecture without depthwise convolutions, as resnet-8.`,
  );
}
