/** Maps a value to a place on the screen. */
export type Scale = (value: number) => number;

/** True for what can be drawn: no gap, no NaN, no infinity, whichever way it was sent. */
export function isDrawable(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Straight from [low, high] to [from, to]; an empty domain goes to the middle. */
export function linearScale(low: number, high: number, from: number, to: number): Scale {
  const width = high - low;
  if (!(width > 0)) return () => (from + to) / 2;
  return (value) => from + ((value - low) / width) * (to - from);
}

/** Round numbers inside [low, high], about `wanted` of them and at least two, steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const inside = (step: number) => [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  const sizes = [10, 5, 2, 1, 0.5, 0.2, 0.1].map((factor) => factor * power);
  const step =
    sizes.find((size, at) => {
      const [first, last] = inside(size);
      return last > first && (sizes[at + 1] ?? 0) < raw;
    }) ?? raw;
  const [first, last] = inside(step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** The smallest and largest of what can be drawn; undefined when nothing can. */
export function extent(values: Iterable<unknown>): [low: number, high: number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!isDrawable(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** Up to `most` places of a list of `count`, evenly spread, the first, the last and `wanted` among them. */
export function evenPlaces(count: number, most: number, wanted = -1): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const places = new Set(
    Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1))),
  );
  if (wanted >= 0 && wanted < count) places.add(wanted);
  return [...places].sort((a, b) => a - b);
}
