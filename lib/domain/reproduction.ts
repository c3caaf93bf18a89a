import { metricKind } from './metric-kind';

/** Where a run was computed; numbers of the same place are expected to be exactly the same. */
export interface RunPlace {
  backend: string | null;
  backendVersion: string | null;
  tfjsVersion: string | null;
  os: string | null;
  cpu: string | null;
}

/** A number that a run gave; null for NaN. */
export interface MeasuredValue {
  key: string;
  value: number | null;
}

/** One number of a run beside the one of the run that repeats it. */
export interface MetricVerdict {
  key: string;
  /** Null for NaN; undefined where the run has none. */
  before: number | null | undefined;
  now: number | null | undefined;
  /**
   * `exact` the same number; `agrees` within the tolerance of another place; `differs`; `missing` in one of both;
   * `not_compared` for speed and memory, which differ from run to run.
   */
  verdict: 'exact' | 'agrees' | 'differs' | 'missing' | 'not_compared';
}

/** Accuracies, fractions in [0, 1], may differ by so much on another machine: 0.2 points. */
export const ACCURACY_TOLERANCE = 0.002;
/** Losses and other numbers may differ by this part of the earlier one on another machine. */
export const RELATIVE_TOLERANCE = 0.01;
/** Decimal fractions have no exact binary form: 0.972 - 0.97 is a little more than 0.002. */
const ROUNDING = 1e-12;

/** True when two runs were computed by the same backend on the same kind of machine. */
export function isSamePlace(a: RunPlace, b: RunPlace): boolean {
  const keys = ['backend', 'backendVersion', 'tfjsVersion', 'os', 'cpu'] as const;
  return keys.every((key) => a[key] !== null && a[key] === b[key]);
}

/**
 * Judges a repeated run number by number: on the same place each is to be exactly the same; elsewhere fractions are to
 * lie within {@link ACCURACY_TOLERANCE}, all else within {@link RELATIVE_TOLERANCE}.
 */
export function judgeMetrics(
  before: readonly MeasuredValue[],
  now: readonly MeasuredValue[],
  samePlace: boolean,
): MetricVerdict[] {
  const old = new Map(before.map(({ key, value }) => [key, value]));
  const fresh = new Map(now.map(({ key, value }) => [key, value]));
  return [...new Set([...old.keys(), ...fresh.keys()])].map((key) => {
    const values = { before: old.get(key), now: fresh.get(key) };
    return { key, ...values, verdict: verdictOf(key, values, samePlace) };
  });
}

function verdictOf(
  key: string,
  { before, now }: Pick<MetricVerdict, 'before' | 'now'>,
  samePlace: boolean,
): MetricVerdict['verdict'] {
  if (/^system\//.test(key)) return 'not_compared';
  if (before === undefined || now === undefined) return 'missing';
  if (Object.is(before, now) || (before === 0 && now === 0)) return 'exact';
  if (samePlace || before === null || now === null) return 'differs';
  const tolerance =
    metricKind(key).unit === 'fraction' ? ACCURACY_TOLERANCE : RELATIVE_TOLERANCE * Math.abs(before);
  return Math.abs(now - before) <= tolerance + ROUNDING ? 'agrees' : 'differs';
}

/** Whether all numbers that are compared agree. */
export function isReproduced(verdicts: readonly MetricVerdict[]): boolean {
  const compared = verdicts.filter(({ verdict }) => verdict !== 'not_compared');
  return compared.length > 0 && compared.every(({ verdict }) => verdict === 'exact' || verdict === 'agrees');
}
