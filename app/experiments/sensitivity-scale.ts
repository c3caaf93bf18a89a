import type { SensitivityCell, SensitivityMap } from '@/db/queries/sensitivity';
import { TOLERATED_DROP } from '@/lib/domain/sensitivity';

/** Lower ends of the colours of the heat map, as accuracy lost; the first holds everything below the second. */
export const DROP_BINS = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4] as const;

/** Place of a drop in {@link DROP_BINS}. */
export function dropBin(drop: number): number {
  let bin = 0;
  while (bin + 1 < DROP_BINS.length && drop > DROP_BINS[bin + 1]) bin++;
  return bin;
}

/** The mildest level at which a layer costs more than is tolerated: the lowest sparsity or the most bits. */
export function sensitiveFrom(
  cells: readonly SensitivityCell[],
  technique: SensitivityMap['technique'] = 'prune',
): number | undefined {
  const levels = cells.filter(({ accuracyDrop }) => accuracyDrop > TOLERATED_DROP).map(({ level }) => level);
  if (levels.length === 0) return undefined;
  return technique === 'quantize' ? Math.max(...levels) : Math.min(...levels);
}
