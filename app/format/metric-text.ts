import { metricKind } from '@/lib/domain/metric-kind';
import { bytes, duration, latency, percent, significant, whole } from './quantities';

/** From here on three digits of milliseconds are seconds. */
const SECOND_MS = 999.5;

/**
 * A value of a metric with the unit that its key tells. What cannot be a fraction is shown as it is: some record
 * accuracies in percent.
 */
export function metricText(key: string, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  switch (metricKind(key).unit) {
    case 'fraction':
      return Math.abs(value) <= 1 ? percent(value) : significant(value);
    case 'bytes':
      return value >= 0 ? bytes(value) : significant(value);
    case 'milliseconds':
      if (value < 0) return significant(value);
      return value < SECOND_MS ? latency(value) : duration(value);
    default:
      return plain(value);
  }
}

/** Large numbers with their digits in groups, whole ones with all of them. */
function plain(value: number): string {
  if (Number.isSafeInteger(value) && value > 0) return whole(value);
  const isLarge = Math.abs(value) >= 1_000 && Math.abs(value) < 1e6;
  return isLarge ? value.toLocaleString('en-US', { maximumSignificantDigits: 4 }) : significant(value);
}
