import type { CurveKey } from '@/db/queries/metric-series';
import { metricKind } from '@/lib/domain/metric-kind';

/** A chart: the metrics that share its axes. */
export interface Panel {
  /** The kind of value for loss and accuracy, else the name of the metric. */
  name: string;
  keys: CurveKey[];
}

/** Charts under one heading. */
export interface PanelGroup {
  /** `loss`, `accuracy`, or what stands before the first slash of the names; empty for names without one. */
  name: string;
  isShared: boolean;
  panels: Panel[];
}

const SHARED = ['loss', 'accuracy'] as const;
/** More curves than this in one chart cannot be told apart: each then has its own. */
const MOST_SHARED = 8;

/** Losses in one chart, accuracies in another, then each other metric in its own, by the beginning of its name. */
export function groupCurves(keys: readonly CurveKey[]): PanelGroup[] {
  const groups: PanelGroup[] = [];
  const rest = new Set(keys);
  const words = keys.map(({ key }) => metricKind(key).word);
  for (const name of SHARED) {
    const members = keys.filter((_, index) => words[index] === name);
    if (members.length === 0 || members.length > MOST_SHARED) continue;
    for (const member of members) rest.delete(member);
    groups.push({ name, isShared: true, panels: [{ name, keys: members }] });
  }
  const byPrefix = new Map<string, CurveKey[]>();
  for (const one of rest) {
    const prefix = prefixOf(one.key);
    const members = byPrefix.get(prefix);
    if (members) members.push(one);
    else byPrefix.set(prefix, [one]);
  }
  for (const [name, members] of [...byPrefix].sort(([a], [b]) => (a < b ? -1 : 1))) {
    groups.push({ name, isShared: false, panels: members.map((one) => ({ name: one.key, keys: [one] })) });
  }
  return groups;
}

function prefixOf(key: string): string {
  const slash = key.indexOf('/');
  return slash > 0 ? key.slice(0, slash) : '';
}

/** The metrics whose name has all words of the search, in any case. */
export function searchCurves(keys: readonly CurveKey[], search: string): readonly CurveKey[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return keys;
  return keys.filter(({ key }) => {
    const name = key.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
