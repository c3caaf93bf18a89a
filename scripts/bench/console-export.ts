import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '@/lib/domain/errors';
import type { RunningApp } from './app';
import type { BenchRow } from './bench-table';

/** A look at all processes takes some ten milliseconds of a core that the export needs. */
const SAMPLE_MS = 500;
const MEBIBYTE = 2 ** 20;

/** Rows a second of CSV exports, read as fast as they come, and how the memory of the app's processes grows meanwhile. */
export async function exportRows(app: RunningApp): Promise<BenchRow[]> {
  return [
    ...(await exportOf(app, 'metrics', 4_000_000, '> 200,000 rows/s')),
    ...(await exportOf(app, 'layer_stats', 1_000_000, '> 100,000 rows/s')),
  ];
}

async function exportOf(
  { url, pid }: RunningApp,
  table: string,
  rows: number,
  target: string,
): Promise<BenchRow[]> {
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(residentBytes(pid)), SAMPLE_MS);
  const begin = performance.now();
  let lines = -1;
  try {
    const response = await fetch(`${url}/api/console/export`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ sql: `SELECT * FROM ${table} LIMIT ${rows}`, format: 'csv' }),
    });
    if (!response.ok || !response.body)
      throw new AppError('internal', `The export of ${table} was answered by ${response.status}.`);
    for await (const bytes of response.body)
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - begin) / 1000;
  if (lines === 0) throw new AppError('internal', `The export of ${table} holds no rows.`);
  const name = `CSV of ${lines.toLocaleString('en-US')} rows of ${table}`;
  const speed: BenchRow = { name, value: lines / seconds, unit: 'rows/s', target };
  if (!memory.some((sample) => sample > 0)) return [speed];
  const middle = Math.ceil(memory.length / 2);
  const growth = Math.max(...memory.slice(middle)) - Math.max(...memory.slice(0, middle));
  return [
    speed,
    {
      name: `${name}: memory of all processes, its second half above the first`,
      value: growth / MEBIBYTE,
      unit: 'MiB',
      target: '< 20 MiB',
    },
  ];
}

/** Resident memory of a process and all that it started, bytes; 0 where the system has no `/proc`. */
function residentBytes(root: number): number {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const found = names.flatMap((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const number = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      return [{ pid: Number(name), parent: number('PPid'), bytes: 1024 * number('VmRSS') }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const { pid, parent } of found) if (tree.has(parent)) tree.add(pid);
  }
  return found.filter(({ pid }) => tree.has(pid)).reduce((sum, { bytes }) => sum + bytes, 0);
}
