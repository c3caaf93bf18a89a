import type { EstimateBasis, TimedKind, TimedRun } from '@/db/queries/estimates';
import { runWork, type SplitSizes, timedMethod, trainedEpochs } from '@/lib/domain/run-work';
import type { PlannedJob } from './estimate-size';

/** How near the earlier runs are: the same kind, another training of the network, or other networks by their MACs. */
export type Nearness = 'same' | 'training' | 'macs';

/** How long something will take, and from which earlier runs that is known. */
export interface TimeEstimate {
  durationMs: number;
  lowMs: number;
  highMs: number;
  nearness: Nearness;
  runIds: number[];
}

/** Runs of another amount of work say less about a job: start-up weighs more in the small ones. */
const NEAR_WORK = 4;

/** What data sets are taken to hold before any run has used one. */
const UNKNOWN_SPLITS: SplitSizes = { train: 55_000, validation: 5_000, test: 10_000 };

/**
 * How long all jobs take one after another; undefined when for any of them no earlier run on this machine tells
 * anything. Each is its work times the median duration per work of the earlier runs.
 */
export function estimateTime(jobs: readonly PlannedJob[], basis: EstimateBasis): TimeEstimate | undefined {
  const estimates = jobs.map((job) => estimateJob(job, basis));
  if (!estimates.every((estimate) => estimate !== undefined)) return undefined;
  const order: Nearness[] = ['same', 'training', 'macs'];
  const sum = (key: 'durationMs' | 'lowMs' | 'highMs') =>
    estimates.reduce((total, estimate) => total + estimate[key], 0);
  return {
    durationMs: sum('durationMs'),
    lowMs: sum('lowMs'),
    highMs: sum('highMs'),
    nearness: order[Math.max(...estimates.map(({ nearness }) => order.indexOf(nearness)))] ?? 'same',
    runIds: [...new Set(estimates.flatMap(({ runIds }) => runIds))].sort((a, b) => a - b),
  };
}

function estimateJob({ config, works }: PlannedJob, basis: EstimateBasis): TimeEstimate | undefined {
  const { machine } = basis;
  if (!works || !machine) return undefined;
  const dataset = basis.datasets.find(({ name }) => name === config.dataset.name);
  const work = runWork(config, dataset?.splits ?? UNKNOWN_SPLITS);
  const method = timedMethod(config);
  const macs = works.tensors?.macs;
  const here = basis.kinds.filter(({ backend, cpu }) => backend === machine.backend && cpu === machine.cpu);
  const isSameNetwork = (kind: TimedKind) =>
    kind.architecture === works.architecture && (macs === undefined || kind.macs === macs);
  const same = here.filter((kind) => kind.method === method && isSameNetwork(kind));
  const sameData = same.filter(({ datasetName }) => datasetName === config.dataset.name);
  const candidates: [Nearness, TimedKind[]][] = [
    ['same', sameData.length > 0 ? sameData : same],
    [
      'training',
      trainedEpochs(config) > 0 ? here.filter((kind) => kind.isTraining && isSameNetwork(kind)) : [],
    ],
    ['macs', macs === undefined ? [] : here.filter((kind) => kind.method === method && kind.macs > 0)],
  ];
  const found = candidates.find(([, kinds]) => kinds.length > 0);
  if (!found) return undefined;
  const [nearness, kinds] = found;
  const runs = kinds.flatMap((kind) =>
    kind.runs.map((run) => ({ ...run, scale: nearness === 'macs' ? (macs ?? 0) / kind.macs : 1 })),
  );
  const near = runs.filter((run) => run.work <= work * NEAR_WORK && run.work >= work / NEAR_WORK);
  return fromRuns(near.length > 0 ? near : runs, work, nearness);
}

function fromRuns(
  runs: readonly (TimedRun & { scale: number })[],
  work: number,
  nearness: Nearness,
): TimeEstimate {
  const durations = runs.map((run) => (work * run.scale * run.durationMs) / run.work).sort((a, b) => a - b);
  const middle = (durations.length - 1) / 2;
  return {
    durationMs: (durations[Math.floor(middle)] + durations[Math.ceil(middle)]) / 2,
    lowMs: durations[0],
    highMs: durations[durations.length - 1],
    nearness,
    runIds: runs.map(({ runId }) => runId),
  };
}
