import { type Draft, isObject } from './form-schema';

/** A field that two configs say differently; undefined where one does not have it. */
export interface ConfigDifference {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** The fields in which two configs differ, those of the first in its order, then the new ones. */
export function configDifferences(before: Draft, after: Draft): ConfigDifference[] {
  const old = flatten(before);
  const now = flatten(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}

/** One text for each value; lists of plain values are one value, steps of a pipeline go by their names. */
function flatten(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value) && value.some(isObject)) {
    const used = new Set<string>();
    return new Map(
      value.flatMap((item: unknown, index) => {
        const name = isObject(item) && typeof item.step === 'string' ? item.step : String(index);
        const key = used.has(name) ? `${name} ${index}` : name;
        used.add(key);
        const inner = isObject(item) && isObject(item.config) ? item.config : item;
        return [...flatten(inner, `${path}[${key}]`)];
      }),
    );
  }
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    if (entries.length === 0) return new Map(path ? [[path, '{}']] : []);
    return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
  }
  return new Map([[path, typeof value === 'string' ? value : JSON.stringify(value)]]);
}
