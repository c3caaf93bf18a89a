import { createHash } from 'node:crypto';

/** One value of a flattened config. */
export interface Param {
  key: string;
  valueText: string;
  /** The value as a number: numbers themselves, true 1, false 0; null for everything else. */
  valueNum: number | null;
}

/**
 * A config flattened to one row for each value: keys joined with dots, arrays of scalars as one JSON value, arrays
 * of objects by position.
 */
export function flattenConfig(config: object, prefix = ''): Param[] {
  return Object.entries(config).flatMap(([name, value]: [string, unknown]): Param[] => {
    const key = `${prefix}${name}`;
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
      return [{ key, valueText: JSON.stringify(value), valueNum: null }];
    }
    if (typeof value === 'object') return flattenConfig(value, `${key}.`);
    const valueNum = typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
    return [{ key, valueText: String(value), valueNum }];
  });
}

/** SHA-256 of a config without seed and names: runs that differ only in the seed share it. 64 hex digits. */
export function configGroup(config: object): string {
  const { seed: _seed, name: _name, experiment: _experiment, ...rest } = config as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
