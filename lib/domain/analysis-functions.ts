/** A function that may be called in a query beside those of every SQLite. */
export interface SqlFunction {
  name: string;
  /** How it is called, as `corr(y, x)`. */
  signature: string;
  /** An aggregate takes a group of rows, a scalar one row. */
  kind: 'aggregate' | 'scalar';
  /** What it gives, with unit, range and what becomes of NULL. */
  description: string;
  /** A query over the tracking database that uses it. */
  example: string;
}

/**
 * The functions for analysis. `median` and `percentile` are SQLite's own percentile extension; the others are
 * registered in each query process.
 */
export const ANALYSIS_FUNCTIONS: readonly SqlFunction[] = [
  {
    name: 'median',
    signature: 'median(x)',
    kind: 'aggregate',
    description:
      'Middle of the values in order, the mean of both middle ones for an even number. NULL is left out.',
    example: 'SELECT architecture, median(test_accuracy) FROM run_results GROUP BY architecture',
  },
  {
    name: 'percentile',
    signature: 'percentile(x, p)',
    kind: 'aggregate',
    description:
      'The value below which p % of the values lie, p from 0 to 100, interpolated linearly between neighbours. NULL is left out.',
    example: 'SELECT layer, percentile(sparsity, 90) FROM layer_stats GROUP BY layer',
  },
  {
    name: 'stddev',
    signature: 'stddev(x)',
    kind: 'aggregate',
    description:
      'Standard deviation of a sample: the square root of variance(x), in the unit of x. NULL for fewer than two values.',
    example:
      'SELECT config_group, avg(test_accuracy), stddev(test_accuracy) FROM run_results JOIN runs ON id = run_id GROUP BY config_group',
  },
  {
    name: 'variance',
    signature: 'variance(x)',
    kind: 'aggregate',
    description:
      'Variance of a sample: sum (x - mean)^2 / (n - 1), by Welford’s method. NULL for fewer than two values; NULL values are left out.',
    example: 'SELECT architecture, variance(latency_ms) FROM run_results GROUP BY architecture',
  },
  {
    name: 'corr',
    signature: 'corr(y, x)',
    kind: 'aggregate',
    description:
      'Pearson correlation in [-1, 1] of the pairs in which both have a value. NULL when one of them does not vary.',
    example: 'SELECT corr(accuracy_drop, sparsity) FROM run_results',
  },
  {
    name: 'regr_slope',
    signature: 'regr_slope(y, x)',
    kind: 'aggregate',
    description:
      'Slope of the least-squares line of y over x, in units of y for one of x, over the pairs in which both have a value. NULL when x does not vary.',
    example:
      "SELECT layer_id, regr_slope(accuracy_drop, level) FROM layer_sensitivity WHERE technique = 'prune' GROUP BY layer_id",
  },
  {
    name: 'histogram',
    signature: 'histogram(x)',
    kind: 'aggregate',
    description:
      'Histogram of the values as a blob of 272 bytes, as layer_histograms keeps them: least and greatest value, then 64 equal bins. Zeros, NULL and infinities are left out; NULL when no value is left.',
    example: "SELECT histogram(value) FROM metrics WHERE key = 'train.loss' AND run_id = 1",
  },
  {
    name: 'wasserstein',
    signature: 'wasserstein(histogram, histogram) or wasserstein(histogram, zeros, histogram, zeros)',
    kind: 'scalar',
    description:
      'Wasserstein-1 distance of two histograms, in the unit of the values: the least mean distance by which values move. With the counts of exact zeros, what pruning moved to zero counts too. NULL when a histogram is NULL.',
    example:
      "SELECT a.layer, wasserstein(a.histogram, a.zeros, b.histogram, b.zeros) AS moved FROM layer_histograms a JOIN layer_histograms b ON b.run_id = a.run_id AND b.layer = a.layer AND b.tensor = a.tensor WHERE a.stage = 'baseline' AND b.stage = 'pruned' AND a.tensor = 'kernel' LIMIT 20",
  },
  {
    name: 'kl',
    signature: 'kl(histogram, histogram) or kl(histogram, zeros, histogram, zeros)',
    kind: 'scalar',
    description:
      'Kullback-Leibler divergence of the second from the first in nats, at least 0, after both are brought to the same 64 bins and one cell for zeros; 1e-4 is added to each share. NULL when a histogram is NULL.',
    example:
      "SELECT a.layer, kl(a.histogram, a.zeros, b.histogram, b.zeros) AS divergence FROM layer_histograms a JOIN layer_histograms b ON b.run_id = a.run_id AND b.layer = a.layer AND b.tensor = a.tensor WHERE a.stage = 'baseline' AND b.stage = 'pruned' AND a.tensor = 'kernel' LIMIT 20",
  },
];
