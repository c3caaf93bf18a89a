import type { KnownDataset } from '@/db/queries/estimates';
import type { LaunchInput } from '@/db/queries/launch-inputs';
import {
  architectureCounts,
  forecastModel,
  forecastStoredBytes,
  type ModelForecast,
  type TensorCounts,
  usualImages,
} from '@/lib/domain/model-forecast';
import type { ArchitectureConfig, JobConfig, ModelReference, RunConfig } from '@/lib/domain/run-config';
import { inputOf } from './input-defaults';

/** What is known of models and data sets when a run is planned. */
export interface Knowledge {
  inputs: readonly LaunchInput[];
  networks: readonly TensorCounts[];
  datasets: readonly KnownDataset[];
}

/** One job of a config, with the network it works on and the model it makes. */
export interface PlannedJob {
  config: JobConfig;
  /** The network whose images take the time; null when it is not known. */
  works: { architecture: string; tensors: TensorCounts | null } | null;
  /** The model it makes; null when it makes none or nothing is known of it. */
  model: ModelForecast | null;
}

/** Sizes of a planned model. */
export interface SizeEstimate {
  architecture: string;
  parameters: number;
  macs: number;
  float32Bytes: number;
  storedBytes: number;
  sparsity: number;
  bits: number;
}

/** The jobs of a config in their order, each with what is known of its model. */
export function planJobs(config: RunConfig, knowledge: Knowledge): PlannedJob[] {
  const steps = new Map<string, ModelForecast | null>();
  const jobs = config.method === 'pipeline' ? config.steps.map((entry) => entry) : [{ step: '', config }];
  return jobs.map(({ step, config: job }) => {
    const inputForecast = (reference: ModelReference): ModelForecast | null => {
      if ('step' in reference) return steps.get(reference.step) ?? null;
      const input = inputOf(knowledge.inputs, reference);
      if (!input?.forecast) return null;
      return {
        ...input.forecast,
        tensors: input.network === null ? null : knowledge.networks[input.network],
      };
    };
    const model = forecastModel(job, inputForecast, (architecture) => countsOf(architecture, job, knowledge));
    steps.set(step, model);
    return { config: job, works: job.method === 'sensitivity' ? inputForecast(job.base) : model, model };
  });
}

function countsOf(
  architecture: ArchitectureConfig,
  { dataset: { name } }: JobConfig,
  { datasets }: Knowledge,
): TensorCounts | null {
  return architectureCounts(architecture, datasets.find((known) => known.name === name) ?? usualImages(name));
}

/** Sizes of a planned model; null while its network is not known. */
export function estimateSize(model: ModelForecast | null): SizeEstimate | null {
  if (!model?.tensors) return null;
  const { tensors, sparsity, bits, architecture } = model;
  return {
    architecture,
    parameters: tensors.parameters,
    macs: tensors.macs,
    float32Bytes: forecastStoredBytes(tensors, { sparsity: 0, bits: 32, isPerChannel: false }),
    storedBytes: forecastStoredBytes(tensors, model),
    sparsity,
    bits,
  };
}
