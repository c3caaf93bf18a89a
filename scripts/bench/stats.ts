import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { type BenchRow, type BenchTable, machineDescription, median } from './bench-table';

const WEIGHTS = 25_000_000;
const RUNS = 5;
/** Standard normal quantiles that leave the given share of the weights. */
const CUTS = { dense: 0, 'sparsity 0.5': 0.67449, 'sparsity 0.95': 1.95996 };

/** Time of `layerStatistics` for 25 million weights: dense, pruned to 50 and 95 %, and in many small tensors. */
export async function benchStats(): Promise<BenchTable> {
  const weights = gaussianWeights(WEIGHTS);
  const rows: BenchRow[] = Object.entries(CUTS).map(([name, cut]) => {
    for (let index = 0; index < weights.length; index++) {
      if (Math.abs(weights[index]) < cut) weights[index] = 0;
    }
    return {
      name,
      value: medianMs(() => layerStatistics(weights)),
      unit: 'ms',
      target: '< 1,000 ms',
    };
  });
  const small = Array.from({ length: 1000 }, (_, index) => weights.subarray(index * 300, (index + 1) * 300));
  rows.push({
    name: '1,000 tensors of 300 weights',
    value: medianMs(() => {
      for (const tensor of small) layerStatistics(tensor);
    }),
    unit: 'ms',
  });
  return {
    title: `Layer statistics of ${WEIGHTS.toLocaleString('en-US')} weights, median of ${RUNS} runs`,
    machine: machineDescription(),
    rows,
  };
}

function medianMs(work: () => void): number {
  return median(
    Array.from({ length: RUNS }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

/** Standard normal values (Box-Muller) from a fixed linear congruential sequence. */
function gaussianWeights(count: number): Float32Array {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
