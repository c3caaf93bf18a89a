/** One thing that is compared, as accuracy (more is better) or bytes (less is better). */
export interface Objective<T> {
  value: (item: T) => number;
  better: 'more' | 'less';
}

/**
 * The items that no other item beats: none is at least as good in every objective and better in one.
 *
 * Equal items all stay; an item with NaN in an objective (not measured) is left out. The result is in the order
 * of the items. O(n log n + n * front).
 *
 * @param objectives At least one.
 */
export function paretoFront<T>(items: readonly T[], objectives: readonly Objective<T>[]): T[] {
  const points = items.flatMap((item, index) => {
    const costs = objectives.map(({ value, better }) => (better === 'more' ? -value(item) : value(item)));
    return costs.some(Number.isNaN) ? [] : [{ index, costs }];
  });
  // In lexical order an item can only be beaten by an earlier one.
  points.sort((a, b) => {
    const first = a.costs.findIndex((cost, objective) => cost !== b.costs[objective]);
    return first < 0 ? 0 : a.costs[first] < b.costs[first] ? -1 : 1;
  });
  const front: typeof points = [];
  for (const point of points) {
    if (!front.some((other) => beats(other.costs, point.costs))) front.push(point);
  }
  return front.sort((a, b) => a.index - b.index).map(({ index }) => items[index]);
}

function beats(a: readonly number[], b: readonly number[]): boolean {
  return a.every((cost, index) => cost <= b[index]) && a.some((cost, index) => cost < b[index]);
}
