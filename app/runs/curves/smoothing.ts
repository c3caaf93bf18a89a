/**
 * The exponential moving average of a curve, corrected for its start from nothing: with weight `w`, after the k-th
 * finite value `m = w * m + (1 - w) * value`, and the result is `m / (1 - w^k)`. Values that are not finite are given
 * as they are and leave the average alone. A weight of 0 gives the values themselves.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values];
  let mean = 0;
  let rest = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    rest *= weight;
    return mean / (1 - rest);
  });
}
