import type Database from 'better-sqlite3';
import { klDivergence, type ValueDistribution, wasserstein } from '@/lib/analysis/distribution-distance';
import {
  decodeHistogram,
  encodeHistogram,
  STORED_BINS,
  STORED_HISTOGRAM_BYTES,
} from '@/lib/analysis/histogram-codec';
import { AppError } from '@/lib/domain/errors';

/** How many values and how far apart they are: Welford's running moments of one or two variables. */
interface Moments {
  count: number;
  meanX: number;
  meanY: number;
  /** Sums of squared and of multiplied deviations from the means. */
  xx: number;
  yy: number;
  xy: number;
}

const noMoments = (): Moments => ({ count: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 });

/** The moments with one more pair (B. P. Welford, 1962, Technometrics 4(3)): no sum of squares, which would cancel. */
function addPair(moments: Moments, x: number, y: number): Moments {
  const count = moments.count + 1;
  const fromX = x - moments.meanX;
  const fromY = y - moments.meanY;
  const meanX = moments.meanX + fromX / count;
  const meanY = moments.meanY + fromY / count;
  return {
    count,
    meanX,
    meanY,
    xx: moments.xx + fromX * (x - meanX),
    yy: moments.yy + fromY * (y - meanY),
    xy: moments.xy + fromX * (y - meanY),
  };
}

/** The moments with a pair less that was added before: the same steps backwards, for windows that move on. */
function removePair(moments: Moments, x: number, y: number): Moments {
  const count = moments.count - 1;
  if (count === 0) return noMoments();
  const fromX = x - moments.meanX;
  const fromY = y - moments.meanY;
  const meanX = moments.meanX - fromX / count;
  const meanY = moments.meanY - fromY / count;
  return {
    count,
    meanX,
    meanY,
    xx: Math.max(0, moments.xx - fromX * (x - meanX)),
    yy: Math.max(0, moments.yy - fromY * (y - meanY)),
    xy: moments.xy - fromX * (y - meanY),
  };
}

/** A number as SQLite gave it, undefined for NULL. Texts and blobs are no numbers: SQLite would take them for 0. */
function numberOf(name: string, value: unknown): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  throw new AppError(
    'query_failed',
    `The query failed: ${name}() takes numbers, and found ${typeof value === 'string' ? 'a text' : 'a blob'}. Leave it out by WHERE, or put it through CAST.`,
  );
}

function distribution(name: string, value: unknown, zeros: unknown): ValueDistribution {
  if (!(value instanceof Uint8Array) || value.length !== STORED_HISTOGRAM_BYTES)
    throw new AppError(
      'query_failed',
      `The query failed: ${name}() takes histograms of ${STORED_HISTOGRAM_BYTES} bytes, and found another value. Give it layer_histograms.histogram or what histogram() gives.`,
    );
  return { ...decodeHistogram(value), zeros: numberOf(name, zeros) ?? 0 };
}

/** Registers a distance of two histograms, with or without the counts of exact zeros after each. */
function registerDistance(
  connection: Database.Database,
  name: string,
  distance: (a: ValueDistribution, b: ValueDistribution) => number,
): void {
  const between = (a: unknown, zerosOfA: unknown, b: unknown, zerosOfB: unknown) =>
    a === null || b === null
      ? null
      : distance(distribution(name, a, zerosOfA), distribution(name, b, zerosOfB));
  connection.function(name, { deterministic: true, varargs: true }, (...values: unknown[]) => {
    if (values.length === 2) return between(values[0], 0, values[1], 0);
    if (values.length === 4) return between(values[0], values[1], values[2], values[3]);
    throw new AppError(
      'query_failed',
      `The query failed: ${name}() takes two histograms, or each followed by its count of zeros, and found ${values.length} values. Write ${name}(a.histogram, b.histogram) or ${name}(a.histogram, a.zeros, b.histogram, b.zeros).`,
    );
  });
}

function registerMoments(
  connection: Database.Database,
  name: string,
  result: (moments: Moments) => number | null,
  takesPair: boolean,
): void {
  const change = (by: typeof addPair) => {
    const take = (moments: Moments, y: number | undefined, x: number | undefined) =>
      x === undefined || y === undefined ? moments : by(moments, x, y);
    // SQLite asks for as many arguments as the function declares.
    return takesPair
      ? (moments: Moments, y: unknown, x: unknown) => take(moments, numberOf(name, y), numberOf(name, x))
      : (moments: Moments, y: unknown) => take(moments, numberOf(name, y), 0);
  };
  const [step, inverse] = [change(addPair), change(removePair)] as never[];
  connection.aggregate(name, { start: noMoments, step, inverse, result, deterministic: true });
}

/** The histogram of numbers: 64 equal bins between the least and the greatest nonzero, exact zeros left out. */
function registerHistogram(connection: Database.Database): void {
  interface Values {
    list: Float64Array;
    count: number;
  }
  connection.aggregate('histogram', {
    start: (): Values => ({ list: new Float64Array(1024), count: 0 }),
    step: (values: Values, value: unknown): Values => {
      const number = numberOf('histogram', value);
      if (number === undefined || number === 0 || !Number.isFinite(number)) return values;
      let { list } = values;
      if (values.count === list.length) {
        list = new Float64Array(2 * list.length);
        list.set(values.list);
      }
      list[values.count] = number;
      return { list, count: values.count + 1 };
    },
    result: ({ list, count }: Values) => {
      if (count === 0) return null;
      const values = list.subarray(0, count);
      const lo = values.reduce((least, value) => Math.min(least, value), Infinity);
      const hi = values.reduce((most, value) => Math.max(most, value), -Infinity);
      const counts = new Uint32Array(STORED_BINS);
      for (const value of values)
        counts[
          hi > lo ? Math.min(Math.floor(((value - lo) / (hi - lo)) * STORED_BINS), STORED_BINS - 1) : 0
        ] += 1;
      return Buffer.from(encodeHistogram({ lo, hi, counts }));
    },
    deterministic: true,
  });
}

/** Registers what {@link ANALYSIS_FUNCTIONS} describes and SQLite lacks, on the connection of a query process. */
export function registerAnalysisFunctions(connection: Database.Database): void {
  const variance = ({ count, yy }: Moments) => (count > 1 ? yy / (count - 1) : null);
  registerMoments(connection, 'variance', variance, false);
  registerMoments(
    connection,
    'stddev',
    (moments) => {
      const found = variance(moments);
      return found === null ? null : Math.sqrt(found);
    },
    false,
  );
  registerMoments(
    connection,
    'corr',
    ({ xx, yy, xy }) => (xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null),
    true,
  );
  registerMoments(connection, 'regr_slope', ({ xx, xy }) => (xx > 0 ? xy / xx : null), true);
  registerHistogram(connection);
  registerDistance(connection, 'wasserstein', wasserstein);
  registerDistance(connection, 'kl', klDivergence);
}
