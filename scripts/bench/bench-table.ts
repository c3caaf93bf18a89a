import { arch, cpus, platform, totalmem } from 'node:os';
import Table from 'cli-table3';
import { quantile } from '@/lib/analysis/quantiles';

/** One measured figure of a benchmark. */
export interface BenchRow {
  /** What was measured, with the sizes that matter. */
  name: string;
  value: number;
  /** Unit of the value, as `ms` or `images/s`. */
  unit: string;
  /** What is aimed at, in words, as `< 1000 ms`. */
  target?: string;
}

/** What a benchmark found, with the machine it ran on. */
export interface BenchTable {
  title: string;
  machine: string;
  rows: BenchRow[];
}

/** This machine in one line: processor, cores, memory, system, Node. */
export function machineDescription(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${model}, ${processors.length} cores, ${memory}, ${platform()} ${arch()}, Node ${process.version}`;
}

/** Median of measured values. @throws AppError `invalid_argument` when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Prints a benchmark's table to standard output, numbers right-aligned to four significant digits. */
export function printBenchTable(table: BenchTable): void {
  const grid = new Table({
    head: ['', 'measured', 'unit', 'target'],
    colAligns: ['left', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const { name, value, unit, target } of table.rows) {
    grid.push([name, value.toLocaleString('en-US', { maximumSignificantDigits: 4 }), unit, target ?? '']);
  }
  process.stdout.write(`${table.title}\n${table.machine}\n${grid.toString()}\n`);
}
