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

/** A place on an axis that reaches so far, with no more digits than its labels need: 0.1064 of 2 -> "0.11". */
export function axisPlace(place: number, span: number): string {
  const digits = span > 0 ? Math.ceil(-Math.log10(span / 100)) : 4;
  return String(Number(place.toFixed(Math.min(20, Math.max(0, digits)))));
}
