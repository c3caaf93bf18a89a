import { AppError } from '@/lib/domain/errors';

/** A tensor's distribution: exact zeros, and the other values in equal bins over [lo, hi]. */
export interface ValueDistribution {
  zeros: number;
  lo: number;
  hi: number;
  counts: ArrayLike<number>;
}

/** Bins that both distributions are brought to before their divergence is computed; zeros are one cell more. */
const COMMON_BINS = 64;
const EPSILON = 1e-4;

/**
 * Wasserstein-1 distance of two distributions, in the unit of the values: the least mean distance by which values
 * have to move to make one of the other.
 *
 * `W = integral |F(x) - G(x)| dx`, exact for the distributions the histograms describe: values spread evenly
 * inside a bin, so F and G are piecewise linear. Exact zeros are a point of mass at 0, where F jumps, so what
 * pruning moves to zero counts with the way it went; a histogram with lo = hi is a point too.
 *
 * @throws AppError `invalid_argument` when one of them holds no value.
 */
export function wasserstein(a: ValueDistribution, b: ValueDistribution): number {
  const f = cumulative(a);
  const g = cumulative(b);
  const edges = [...new Set([...f.edges, ...g.edges])].sort((x, y) => x - y);
  let distance = 0;
  for (let index = 1; index < edges.length; index++) {
    const [from, to] = [edges[index - 1], edges[index]];
    // Jumps lie at edges only: the value right of `from` and the one left of `to`.
    const start = f.upTo(from) - g.upTo(from);
    const end = f.below(to) - g.below(to);
    const width = to - from;
    distance +=
      start * end >= 0
        ? (width * Math.abs(start + end)) / 2
        : (width * (start * start + end * end)) / (2 * (Math.abs(start) + Math.abs(end)));
  }
  return distance;
}

/**
 * Kullback-Leibler divergence `KL(a || b) = sum p ln(p / q)` in nats, at least 0; not symmetric.
 *
 * Both are brought to the same 65 cells: one for exact zeros, 64 equal bins over the union of their ranges, each
 * old bin spread evenly over the new ones it overlaps. Every share p then becomes `(p + 1e-4) / (1 + 65 * 1e-4)`,
 * which keeps the result finite where b has no value.
 *
 * @throws AppError `invalid_argument` when one of them holds no value.
 */
export function klDivergence(a: ValueDistribution, b: ValueDistribution): number {
  const ranges = [a, b].filter(({ counts }) => total(counts) > 0);
  const lo = Math.min(...ranges.map((one) => one.lo));
  const hi = Math.max(...ranges.map((one) => one.hi));
  const p = cells(a, lo, hi);
  const q = cells(b, lo, hi);
  return p.reduce((sum, share, cell) => sum + share * Math.log(share / q[cell]), 0);
}

interface Cumulative {
  /** Where the function has a corner or a jump. */
  edges: number[];
  /** Share of the values at most x. */
  upTo(x: number): number;
  /** Share of the values below x. */
  below(x: number): number;
}

function cumulative({ zeros, lo, hi, counts }: ValueDistribution): Cumulative {
  const others = total(counts);
  const all = valueCount({ zeros, counts });
  const bins = counts.length;
  const sums = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin++) sums[bin + 1] = sums[bin] + counts[bin];
  const edgeOf = (bin: number) => (bin === bins ? hi : lo + ((hi - lo) * bin) / bins);
  const spread = (x: number) => {
    if (x <= lo) return 0;
    if (x >= hi) return others;
    const position = ((x - lo) / (hi - lo)) * bins;
    const bin = Math.min(Math.floor(position), bins - 1);
    return sums[bin] + counts[bin] * (position - bin);
  };
  const point = lo === hi;
  return {
    edges: [
      ...(zeros > 0 ? [0] : []),
      ...(others > 0 ? Array.from({ length: bins + 1 }, (_, bin) => edgeOf(bin)) : []),
    ],
    upTo: (x) => ((point ? (x >= lo ? others : 0) : spread(x)) + (x >= 0 ? zeros : 0)) / all,
    below: (x) => ((point ? (x > lo ? others : 0) : spread(x)) + (x > 0 ? zeros : 0)) / all,
  };
}

function cells(distribution: ValueDistribution, lo: number, hi: number): number[] {
  const { zeros, counts } = distribution;
  const all = valueCount(distribution);
  const nonzeroShare = total(counts) / all;
  const shares = [zeros / all];
  const nonzero = nonzeroShare > 0 ? cumulative({ ...distribution, zeros: 0 }) : null;
  for (let bin = 0; bin < COMMON_BINS; bin++) {
    if (nonzero === null) {
      shares.push(0);
      continue;
    }
    const from = lo + ((hi - lo) * bin) / COMMON_BINS;
    const to = lo + ((hi - lo) * (bin + 1)) / COMMON_BINS;
    const end = bin === COMMON_BINS - 1 ? 1 : nonzero.below(to);
    shares.push(nonzeroShare * (end - (bin === 0 ? 0 : nonzero.below(from))));
  }
  return shares.map((share) => (share + EPSILON) / (1 + shares.length * EPSILON));
}

function valueCount({ zeros, counts }: Pick<ValueDistribution, 'zeros' | 'counts'>): number {
  const all = zeros + total(counts);
  if (all > 0) return all;
  throw new AppError(
    'invalid_argument',
    'A distance of distributions expected at least one value in each; found none. Leave empty tensors out.',
  );
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin];
  return sum;
}
