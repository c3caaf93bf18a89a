import { bytes, percent, significant, whole } from '../../format/quantities';

/** How values of a metric are written. */
export function formatOf(key: string): (value: number) => string {
  if (/(accuracy|sparsity)$/.test(key))
    return (value) => (Math.abs(value) <= 1 ? percent(value) : significant(value));
  if (/bytes$/.test(key)) return bytes;
  return plain;
}

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

function plain(value: number): string {
  const isLarge = Math.abs(value) >= 1_000 && Math.abs(value) < 1e6;
  return isLarge ? value.toLocaleString('en-US', { maximumSignificantDigits: 4 }) : significant(value);
}
