import type { LayerStatsRow } from '@/db/queries/layers';
import { level, significant } from '../format/quantities';

const WIDTH = 200;
const HEIGHT = 34;
/** Bar at the left that is filled to the share of exact zeros. */
const ZERO_BAR = 8;
const GAP = 6;

/**
 * The distribution of a tensor: nonzero values in 64 bins over the range all stages of the layer share, so that rows
 * compare; the bar at the left shows the share of exact zeros.
 */
export function LayerHistogram({
  row,
  lo,
  hi,
  label,
}: {
  row: LayerStatsRow;
  lo: number;
  hi: number;
  label: string;
}) {
  const { histogram, sparsity } = row;
  const scale = (value: number) =>
    ZERO_BAR + GAP + ((value - lo) / (hi - lo || 1)) * (WIDTH - ZERO_BAR - GAP);
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <rect x={0} y={0} width={ZERO_BAR} height={HEIGHT} fill="var(--lathe-line)" />
      <rect
        x={0}
        y={HEIGHT * (1 - sparsity)}
        width={ZERO_BAR}
        height={HEIGHT * sparsity}
        fill="var(--lathe-technique-combined)"
      />
      {lo < 0 && hi > 0 && (
        <line
          x1={scale(0)}
          x2={scale(0)}
          y1={0}
          y2={HEIGHT}
          stroke="var(--lathe-strongline)"
          strokeDasharray="2 2"
        />
      )}
      {histogram && <path d={barsPath(histogram, scale)} fill="var(--lathe-accent)" />}
      <line
        x1={ZERO_BAR + GAP}
        x2={WIDTH}
        y1={HEIGHT - 0.5}
        y2={HEIGHT - 0.5}
        stroke="var(--lathe-strongline)"
      />
    </svg>
  );
}

/** What the picture shows, in words. */
export function histogramLabel(row: LayerStatsRow, zerosWord: string): string {
  return `${row.layer}: ${significant(row.min)} … ${significant(row.max)}, ${level(row.sparsity)} ${zerosWord}`;
}

function barsPath(
  { lo, hi, counts }: NonNullable<LayerStatsRow['histogram']>,
  scale: (value: number) => number,
): string {
  const highest = Math.max(...counts, 1);
  const step = (hi - lo) / counts.length;
  return counts
    .map((count, bin) => {
      if (count === 0) return '';
      const x = scale(lo + bin * step);
      const width = Math.max(scale(lo + (bin + 1) * step) - x, 1);
      const height = (count / highest) * (HEIGHT - 2);
      return `M${x.toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${width.toFixed(1)}V${HEIGHT}z`;
    })
    .join('');
}
