import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ComparedValue } from '@/db/queries/compare-values';
import { runColor, runMarks } from '../format/run-color';
import { PALETTE, type Scheme, TECHNIQUES, type Technique } from '../theme/palette';
import { showValue } from './columns';

/** What a colour stands for. */
export interface ColorKey {
  label: string;
  color: string;
}

/** The colour of each run, by place, and what the colours mean. */
export interface Coloring {
  colors: string[];
  /** What tells runs of one colour apart, by place; 0 where a colour stands for a value. */
  marks: number[];
  /** Categories, or the ends of a scale; empty where each run has its own colour. */
  keys: ColorKey[];
  isScale: boolean;
}

/** Numbers that JSON brings as words. */
const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);
/** First step of the sequential palette that is seen on the page's background. */
const FIRST_VISIBLE = 3;

/** A colour between two, `#rrggbb`; `share` of the second. */
function mix(first: string, second: string, share: number): string {
  const channel = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(channel(first, at) * (1 - share) + channel(second, at) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}

/** A place from 0 to 1 in the sequential palette. */
export function scaleColor(share: number, scheme: Scheme): string {
  const steps = PALETTE[scheme].loss.slice(FIRST_VISIBLE);
  const at = Math.min(Math.max(share, 0), 1) * (steps.length - 1);
  const low = Math.min(Math.floor(at), steps.length - 2);
  return mix(steps[low], steps[low + 1], at - low);
}

/**
 * Colours of runs: their own, or by a column. Numbers take the sequential palette from their smallest to their
 * largest, other values a hue each; techniques keep their colours.
 */
export function colorRuns(
  runs: readonly ComparedRun[],
  column: string,
  values: readonly ComparedValue[] | undefined,
  scheme: Scheme,
): Coloring {
  if (column === 'run' || !values)
    return {
      colors: runs.map(({ id }) => runColor(id, scheme)),
      marks: runMarks(runs.map(({ id }) => id)),
      keys: [],
      isScale: false,
    };
  const marks = runs.map(() => 0);
  const muted = PALETTE[scheme].strongLine;
  const numbers = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  const hasWords = values.some(
    (value) => typeof value === 'string' && value !== '' && !NOT_FINITE.has(value),
  );
  if (numbers.length > 0 && !hasWords) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const shareOf = (value: number) => (high > low ? (value - low) / (high - low) : 1);
    const ends = high > low ? [low, (low + high) / 2, high] : [high];
    return {
      colors: values.map((value) =>
        typeof value === 'number' && Number.isFinite(value) ? scaleColor(shareOf(value), scheme) : muted,
      ),
      marks,
      keys: ends.map((value) => ({
        label: showValue(column, value),
        color: scaleColor(shareOf(value), scheme),
      })),
      isScale: true,
    };
  }
  const categories = [...new Set(values.map((value) => showValue(column, value)))].sort();
  const colorOf = (label: string) => {
    if (column === 'technique' && (TECHNIQUES as readonly string[]).includes(label))
      return PALETTE[scheme].technique[label as Technique];
    return runColor(categories.indexOf(label), scheme);
  };
  return {
    colors: values.map((value) => colorOf(showValue(column, value))),
    marks,
    keys: categories.map((label) => ({ label, color: colorOf(label) })),
    isScale: false,
  };
}
