import { type AccuracyCount, accuracyDifferenceInterval, accuracyInterval } from '@/lib/analysis/intervals';

/** Stands where there is no value. */
export const NO_VALUE = '–';

const THIN_SPACE = '\u202f';
const MINUS = '\u2212';

function signed(text: string): string {
  return text.replace('-', MINUS);
}

/** A fraction as percent: 0.9735 -> "97.35 %". */
export function percent(fraction: number | null | undefined, digits = 2): string {
  if (fraction === null || fraction === undefined) return NO_VALUE;
  if (!Number.isFinite(fraction)) return String(fraction);
  return signed(`${(fraction * 100).toFixed(digits)}${THIN_SPACE}%`);
}

/** A sparsity or another level, with no more digits than it needs: 0.9 -> "90 %", 0.955 -> "95.5 %". */
export function level(fraction: number | null | undefined): string {
  if (fraction === null || fraction === undefined) return NO_VALUE;
  return `${Number((fraction * 100).toFixed(1))}${THIN_SPACE}%`;
}

/** A difference of fractions in points of percent: 0.012 -> "1.20". The unit is said by the label. */
export function points(difference: number | null | undefined, digits = 2): string {
  if (difference === null || difference === undefined) return NO_VALUE;
  const text = (difference * 100).toFixed(digits);
  return signed(Number(text) === 0 ? text.replace('-', '') : text);
}

/** The 95 % Wilson interval of an accuracy: "96.55–97.96 %". */
export function intervalOfAccuracy({ correct, samples }: AccuracyCount, digits = 2): string {
  const { low, high } = accuracyInterval(correct, samples);
  return `${(low * 100).toFixed(digits)}–${percent(high, digits)}`;
}

/** The unpaired 95 % interval of what `after` lost against `before`, in points: "−0.40 to 1.80". */
export function intervalOfDrop(before: AccuracyCount, after: AccuracyCount, digits = 2): string {
  const { low, high } = accuracyDifferenceInterval(before, after);
  return `${points(low, digits)} … ${points(high, digits)}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const COUNT_UNITS = ['', 'k', 'M', 'G', 'T'];

function scaled(value: number, units: readonly string[]): string {
  let index = 0;
  let rest = value;
  while (Math.abs(rest) >= 999.5 && index < units.length - 1) {
    rest /= 1000;
    index++;
  }
  const text = index === 0 ? String(Math.round(rest)) : rest.toPrecision(3);
  return units[index] ? `${text}${THIN_SPACE}${units[index]}` : text;
}

/** Bytes in decimal units: 1070920 -> "1.07 MB". */
export function bytes(value: number | null | undefined): string {
  return value === null || value === undefined ? NO_VALUE : scaled(value, BYTE_UNITS);
}

/** A large count: 266200 -> "266 k". */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? NO_VALUE : scaled(value, COUNT_UNITS);
}

/** A whole number with its digits in groups: "266,200". */
export function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? NO_VALUE : value.toLocaleString('en-US');
}

/** A time span: "830 ms", "12.3 s", "2 min 03 s", "1 h 05 min". */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NO_VALUE;
  if (ms < 999.5) return `${Math.round(ms)}${THIN_SPACE}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}${THIN_SPACE}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${THIN_SPACE}min ${two(seconds % 60)}${THIN_SPACE}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}${THIN_SPACE}h ${two(minutes % 60)}${THIN_SPACE}min`;
}

/** A latency: "0.52 ms". */
export function latency(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NO_VALUE;
  return `${ms < 10 ? ms.toFixed(2) : ms.toPrecision(3)}${THIN_SPACE}ms`;
}

/** A number with four significant digits at most; not-a-number and the infinities by name. */
export function significant(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return NO_VALUE;
  if (!Number.isFinite(value)) return String(value);
  const isPlain = value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6);
  return signed(isPlain ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 2));
}

/** A shape as in "5×5×1×6". */
export function shape(dimensions: readonly number[] | null): string {
  return dimensions ? dimensions.join('×') : NO_VALUE;
}
