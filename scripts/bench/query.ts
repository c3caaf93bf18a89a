import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { listGridRuns } from '@/db/queries/run-grid';
import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { runGridQuerySchema } from '@/lib/domain/run-grid-query';
import { seedDatabase } from '../seed/seed-database';
import { type BenchRow, type BenchTable, machineDescription, median } from './bench-table';

const REPEATS = 21;
const PAGE = 100;
/** A tenth of the database that the targets were set for. */
const SEED_SIZE = { runs: 10_000, points: 2_000_000, layers: 1_200_000 };

/** A page of runs by the last, smallest or largest value of a metric, all columns of the runs included. */
const SORTED_RUNS = ['last_value', 'min_value', 'max_value'].map((column) => ({
  column,
  sql: `
    SELECT r.*, m.${column} FROM run_metrics m JOIN runs r ON r.id = m.run_id
    WHERE m.key_id = (SELECT id FROM metric_keys WHERE name = ?) AND m.${column} IS NOT NULL
    ORDER BY m.${column} DESC, m.run_id DESC LIMIT ${PAGE} OFFSET ?`,
}));

/** A page of the grid by a column, with the columns that it shows at first and some params and metrics. */
function gridPage(column: string, page: number) {
  return runGridQuerySchema.parse({
    columns: [
      'accuracy',
      'sparsity',
      'stored_bytes',
      'param:seed',
      `metric:last:${METRIC_KEYS.validationAccuracy}`,
    ],
    sort: [{ column, descending: true }],
    offset: PAGE * page,
    limit: PAGE,
  });
}

/** Which layers of an experiment are sensitive: where each loses over a point, and its drop at 90 %. */
const EXPERIMENT_SENSITIVITY = `
  SELECT m.architecture, l.name AS layer, min(s.level) FILTER (WHERE s.accuracy_drop > 0.01) AS sensitive_from,
    avg(s.accuracy_drop) FILTER (WHERE s.level = 0.9) AS drop_at_90, count(DISTINCT s.run_id) AS runs
  FROM runs r JOIN layer_sensitivity s ON s.run_id = r.id
  JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id
  WHERE r.experiment_id = ? AND r.method = 'sensitivity' AND s.technique = 'prune'
  GROUP BY m.architecture, l.name ORDER BY coalesce(sensitive_from, 1), drop_at_90 DESC`;

/** The distributions that belong to it: spread of each layer at each level. */
const EXPERIMENT_DISTRIBUTIONS = `
  SELECT architecture, layer, target_sparsity, count(*) AS tensors, avg(std), avg(nz_q50), max(accuracy_drop)
  FROM layer_summary WHERE experiment_id = ? AND stage = 'sensitivity' AND tensor = 'kernel'
  GROUP BY architecture, layer, target_sparsity`;

/** The same question over every run there is. */
const OVERALL_SENSITIVITY = `
  SELECT architecture, layer_name, min(level) FILTER (WHERE drop_sum / measurements > 0.01) AS sensitive_from,
    sum(drop_sum) FILTER (WHERE level = 0.9) / sum(measurements) FILTER (WHERE level = 0.9) AS drop_at_90,
    sum(measurements) AS measurements
  FROM sensitivity_rollup WHERE technique = 'prune'
  GROUP BY architecture, layer_name ORDER BY coalesce(sensitive_from, 1), drop_at_90 DESC`;

/**
 * Median time of the questions people ask most, statement prepared anew each time, rows fetched whole.
 *
 * @param dataDir Folder of a seeded database; one of a tenth of the size is made in a temporary folder, which is
 *   said on standard error, when it is left out.
 * @throws AppError `invalid_argument` when that database has no sensitivity runs.
 */
export async function benchQuery(dataDir?: string): Promise<BenchTable> {
  if (dataDir !== undefined) return measure(resolve(dataDir));
  const folder = mkdtempSync(join(tmpdir(), 'lathe-bench-query-'));
  try {
    process.stderr.write(
      `No --data-dir: making a database of ${SEED_SIZE.runs.toLocaleString('en-US')} runs, about half a gigabyte, in ${folder} ...\n`,
    );
    const db = openTrackingDatabase(folder);
    try {
      seedDatabase(db, SEED_SIZE);
    } finally {
      db.close();
    }
    return measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(dataDir: string): BenchTable {
  const db = openTrackingDatabase(dataDir);
  try {
    const experiments = experimentsWithSensitivity(db);
    const timed = (name: string, target: string, ask: (repeat: number) => unknown) => {
      const times = Array.from({ length: REPEATS }, (_, repeat) => {
        const begin = performance.now();
        ask(repeat);
        return performance.now() - begin;
      });
      return { name, value: median(times), unit: 'ms', target } satisfies BenchRow;
    };
    const all = (sql: string, ...values: unknown[]) => db.sqlite.prepare(sql).all(...values);
    const experimentOf = (repeat: number) => experiments[repeat % experiments.length];
    return {
      title: `Questions to a database of ${sizeOf(db)}, median of ${REPEATS}`,
      machine: machineDescription(),
      rows: [
        ...SORTED_RUNS.map(({ column, sql }) =>
          timed(`page of ${PAGE} runs by ${column} of a metric`, '< 50 ms', (repeat) =>
            all(sql, METRIC_KEYS.validationAccuracy, PAGE * repeat),
          ),
        ),
        timed(`page of ${PAGE} runs of the grid by test accuracy`, '< 50 ms', (repeat) =>
          listGridRuns(db, gridPage('accuracy', repeat)),
        ),
        timed('sensitive layers of one experiment', '< 50 ms', (repeat) =>
          all(EXPERIMENT_SENSITIVITY, experimentOf(repeat)),
        ),
        timed('layer distributions by sparsity of one experiment', '< 50 ms', (repeat) =>
          all(EXPERIMENT_DISTRIBUTIONS, experimentOf(repeat)),
        ),
        timed('sensitive layers over all runs', '< 200 ms', () => all(OVERALL_SENSITIVITY)),
      ],
    };
  } finally {
    db.close();
  }
}

/** Some experiments with sensitivity runs, spread over the database. */
function experimentsWithSensitivity({ sqlite, dataDir }: TrackingDatabase): number[] {
  const ids = sqlite
    .prepare("SELECT DISTINCT experiment_id FROM runs WHERE method = 'sensitivity' AND status = 'finished'")
    .pluck()
    .all() as number[];
  if (ids.length === 0)
    throw new AppError(
      'invalid_argument',
      `The query benchmark asks about sensitivity runs, and the database in ${dataDir} has none. Make one with: lathe seed --data-dir DIR`,
    );
  const stride = Math.max(1, Math.floor(ids.length / REPEATS));
  return ids.filter((_, index) => index % stride === 0);
}

function sizeOf({ sqlite }: TrackingDatabase): string {
  const count = (table: string) =>
    (sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number).toLocaleString('en-US');
  return `${count('runs')} runs, ${count('metric_rows')} points, ${count('layer_stat_rows')} layer rows`;
}
