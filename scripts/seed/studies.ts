import { configGroup, flattenConfig, type Param } from '@/db/run-params';
import type { Random } from '@/lib/data/random';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import {
  type JobConfig,
  modelInputs,
  type PipelineConfig,
  type RunConfigInput,
} from '@/lib/domain/run-config';
import type { SeedNetwork, SeedPair } from './networks';

/** Validation and test images of every generated evaluation. */
export const SEED_SAMPLES = { validation: 5_000, test: 10_000 };

/** One step of a study, the same in all studies of one kind. */
export interface SeedStep {
  step: string;
  /** Without experiment, seed and the runs that its inputs come from. */
  config: JobConfig;
  group: string;
  params: Param[];
  network: SeedNetwork;
  /** Places of the steps whose models it reads. */
  base: number | null;
  teacher: number | null;
  /** Of the kernels of its model, in [0, 1]. */
  sparsity: number;
  bits: number;
  /** Accuracy against the study's teacher (its own network's level for a student), a difference of fractions. */
  change: number;
  trains: boolean;
}

/** A pipeline that compresses one network in every way. */
export interface SeedStudy {
  name: string;
  config: PipelineConfig;
  group: string;
  steps: SeedStep[];
}

type JobInput = Exclude<RunConfigInput, { method: 'pipeline' }>;

const LEARNING_RATES = [0.0005, 0.001, 0.003];
const EPOCHS = [2, 4, 8];
const OBSERVERS = ['minMax', 'movingAverage', 'percentile', 'histogram', 'entropy'] as const;
const TEMPERATURES = [2, 4, 8];
/** Accuracy that a pruned and fine-tuned model loses. */
const PRUNING_LOSS: [sparsity: number, loss: number][] = [
  [0.5, -0.001],
  [0.8, 0.002],
  [0.9, 0.006],
  [0.95, 0.019],
];
/** Place in the experiment that stands for what each run fills in. */
const PLACEHOLDER = 'experiment';

/** Every kind of study for a pair of networks: each learning rate with each count of epochs. */
export function seedStudies({ teacher, student }: SeedPair): SeedStudy[] {
  return LEARNING_RATES.flatMap((learningRate, index) =>
    EPOCHS.map((epochs) => {
      const training = { epochs, optimizer: { name: 'adam' as const, learningRate } };
      const choice = index + EPOCHS.indexOf(epochs);
      return seedStudy(teacher, student, training, choice);
    }),
  );
}

function seedStudy(
  teacher: SeedNetwork,
  student: SeedNetwork,
  training: { epochs: number; optimizer: { name: 'adam'; learningRate: number } },
  choice: number,
): SeedStudy {
  const shared = { experiment: PLACEHOLDER, dataset: { name: teacher.dataset } };
  const name = teacher.architecture.name;
  const steps: { step: string; config: JobInput; facts: Partial<SeedStep> }[] = [];
  const add = (step: string, config: JobInput, facts: Partial<SeedStep> = {}) =>
    steps.push({ step, config: { ...config, name: step }, facts });
  const late = (training.epochs - 4) * 0.0005;
  add(
    name,
    { ...shared, method: 'train', architecture: teacher.architecture, ...training },
    { change: late },
  );
  add(`${name} sensitivity`, { ...shared, method: 'sensitivity', base: { step: name } });
  for (const [finalSparsity, loss] of PRUNING_LOSS) {
    const step = `${name} pruned ${finalSparsity * 100} %`;
    const finetune = { ...training, epochs: 1 };
    add(
      step,
      { ...shared, method: 'prune', base: { step: name }, finalSparsity, finetune },
      { sparsity: finalSparsity, change: late - loss },
    );
  }
  const observer = OBSERVERS[choice % OBSERVERS.length];
  for (const base of [name, `${name} pruned 90 %`]) {
    add(
      `${base} int8`,
      { ...shared, method: 'quantize', base: { step: base }, observer, weightGranularity: 'perTensor' },
      { bits: 8, sparsity: base === name ? 0 : 0.9, change: late - (base === name ? 0.001 : 0.008) },
    );
  }
  const small = student.architecture;
  add('student', { ...shared, method: 'train', architecture: small, ...training }, { network: student });
  add(
    'student distilled',
    {
      ...shared,
      method: 'distill',
      teacher: { step: name },
      student: { architecture: small },
      temperature: TEMPERATURES[choice % TEMPERATURES.length],
      ...training,
    },
    { network: student, change: 0.006 },
  );
  const config = parseRunConfig({
    method: 'pipeline',
    experiment: PLACEHOLDER,
    name: `${name} study`,
    steps: steps.map(({ step, config }) => ({ step, config })),
  }) as PipelineConfig;
  const places = new Map(steps.map(({ step }, place) => [step, place]));
  return {
    name: `${name} study`,
    config,
    group: configGroup(config),
    steps: config.steps.map(({ step, config: job }, place): SeedStep => {
      const placeOf = (role: string) => {
        const reference = modelInputs(job).find((input) => input.role === role)?.reference;
        return reference && 'step' in reference ? (places.get(reference.step) ?? null) : null;
      };
      return {
        step,
        config: job,
        group: configGroup(job),
        params: flattenConfig(job),
        network: teacher,
        base: placeOf('base'),
        teacher: placeOf('teacher'),
        sparsity: 0,
        bits: 32,
        change: 0,
        trains: !['sensitivity', 'quantize'].includes(job.method),
        ...steps[place].facts,
      };
    }),
  };
}

/** Picks a study: pairs by their share, kinds evenly. */
export function pickStudy(
  studies: readonly { share: number; kinds: SeedStudy[] }[],
  random: Random,
): SeedStudy {
  let rest = random.uniform();
  const pair = studies.find(({ share }) => {
    rest -= share;
    return rest < 0;
  });
  const { kinds } = pair ?? studies[0];
  return kinds[random.int(kinds.length)];
}
