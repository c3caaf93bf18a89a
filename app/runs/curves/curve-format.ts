import { whole } from '../../format/quantities';

/** The name of a metric without its first part, and not too long for an axis. */
export function shortName(key: string): string {
  const name = key.slice(key.indexOf('/') + 1) || key;
  return name.length > 28 ? `…${name.slice(-27)}` : name;
}

/** A step with few digits. */
export function shortStep(step: number): string {
  return Math.abs(step) < 100_000
    ? whole(step)
    : step.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 2 });
}
