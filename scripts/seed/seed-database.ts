import { createHash, randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { TrackingDatabase } from '@/db/client';
import { raiseDataVersions } from '@/db/data-versions';
import { findOrInsertDataset, findOrInsertDevice } from '@/db/datasets';
import { registerWorker, reportWorker } from '@/db/run-queue';
import { refreshRunResults } from '@/db/run-results';
import { createRandom } from '@/lib/data/random';
import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { expandLayerTemplates } from './layer-templates';
import { expandMetricTemplates, makeMetricTemplates } from './metric-templates';
import { SEED_DATASETS, seedPairs } from './networks';
import { pickStudy, SEED_SAMPLES, seedStudies } from './studies';
import { type SeedSize, StudyRows } from './study-rows';

/** What was written. */
export interface SeedCounts {
  experiments: number;
  runs: number;
  points: number;
  layers: number;
  histograms: number;
}

/** Rows of the load between two expansions of the templates, counted in runs. */
const RUNS_PER_BATCH = 1_000;
const STUDIES_PER_EXPERIMENT = 5;
const DAYS = 180;
const PEOPLE = ['Ada', 'Bo', 'Chen Wei', 'Dilnoza', 'Elif', 'Farid', 'Grace', 'Hana'];
const TOPICS = [
  'Which layers can go',
  'Sparsity sweep',
  'Eight bits',
  'Small students',
  'Smaller and faster',
];

/**
 * Fills a database without runs with generated ones, all in one transaction: what is interrupted leaves nothing.
 * No other process may have the database open meanwhile, since its write-ahead log is off.
 *
 * @param onProgress Called with the runs written so far and what goes on.
 * @throws AppError `conflict` when there are runs or other processes already.
 */
export function seedDatabase(
  db: TrackingDatabase,
  size: SeedSize,
  onProgress: (runs: number, phase: string) => void = () => {},
): SeedCounts {
  const { sqlite, dataDir } = db;
  const refuse = (found: string, cause?: unknown) =>
    new AppError(
      'conflict',
      `Filling the database in ${dataDir} with generated runs needs one without runs that nobody else has open; ${found}. Name an empty folder with --data-dir.`,
      { cause },
    );
  if (sqlite.prepare('SELECT 1 FROM runs').get()) throw refuse('it has runs');
  try {
    sqlite.pragma('journal_mode = DELETE');
  } catch (cause) {
    throw refuse('another process has it open', cause);
  }
  try {
    // A crash of the process still rolls back; only one of the machine would not, and then it is made again.
    for (const pragma of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -400000', 'threads = 2'])
      sqlite.pragma(pragma);
    const counts = sqlite.transaction(() => load(db, size, onProgress)).exclusive();
    sqlite.exec('DROP TABLE temp.seed_points; DROP TABLE temp.seed_stats; DROP TABLE temp.seed_runs');
    onProgress(size.runs, 'statistics for the query planner');
    sqlite.pragma('optimize = 0x10002');
    return counts;
  } finally {
    for (const pragma of [
      'cache_size = -16000',
      'foreign_keys = ON',
      'synchronous = NORMAL',
      'journal_mode = WAL',
    ])
      sqlite.pragma(pragma);
  }
}

function load(
  db: TrackingDatabase,
  size: SeedSize,
  onProgress: (runs: number, phase: string) => void,
): SeedCounts {
  const { sqlite } = db;
  const counts: SeedCounts = { experiments: 0, runs: 0, points: 0, layers: 0, histograms: 0 };
  const random = createRandom(1, 'seeded database');
  const place = insertPlaces(db);
  const rows = new StudyRows(sqlite, random, size, place.deviceId);
  makeMetricTemplates(sqlite, rows.longestRun);
  // Filling an index row by row costs more than sorting it once.
  const indexes = sqlite
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) sqlite.exec(`DROP INDEX ${name}`);
  const studies = seedPairs().map((pair) => ({ share: pair.share, kinds: seedStudies(pair) }));
  const insertExperiment = sqlite.prepare(
    'INSERT INTO experiments (uid, name, description, created_by, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const begin = Date.now() - DAYS * 86_400_000;
  const timeOf = (run: number) => Math.round(begin + ((DAYS - 1) * 86_400_000 * run) / size.runs);
  const flush = () => {
    counts.points += expandMetricTemplates(sqlite) + addNaNs(sqlite, rows.diverged);
    const { stats, histograms } = expandLayerTemplates(sqlite);
    counts.layers += stats;
    counts.histograms += histograms;
    sqlite.exec('DELETE FROM seed_runs');
    rows.diverged = [];
    counts.runs = rows.runs;
    onProgress(rows.runs, 'runs');
  };
  while (rows.runs < size.runs) {
    counts.experiments++;
    const createdBy = PEOPLE[random.int(PEOPLE.length)];
    const experiment = `${TOPICS[random.int(TOPICS.length)]} ${counts.experiments}`;
    const experimentId = Number(
      insertExperiment.run(
        ...[randomUUID().replaceAll('-', ''), experiment, 'Generated.', createdBy, timeOf(rows.runs)],
      ).lastInsertRowid,
    );
    for (let count = 0; count < STUDIES_PER_EXPERIMENT && rows.runs < size.runs; count++) {
      const study = pickStudy(studies, random);
      const datasetId = place.datasetIds[study.steps[0].network.dataset];
      const workerId = place.workerIds[random.int(place.workerIds.length)];
      rows.study(study, { experimentId, experiment, createdBy, datasetId, workerId }, timeOf(rows.runs));
    }
    if (rows.runs - counts.runs >= RUNS_PER_BATCH) flush();
  }
  flush();
  onProgress(rows.runs, 'sensitivity over all runs');
  sqlite.exec(`
    INSERT INTO sensitivity_rollup
    SELECT m.architecture, l.name, s.technique, s.granularity, s.level, count(*), sum(s.accuracy_drop), max(s.accuracy_drop)
    FROM layer_sensitivity s JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id
    GROUP BY m.architecture, l.name, s.technique, s.granularity, s.level`);
  indexes.forEach(({ name, sql }, index) => {
    onProgress(rows.runs, `index ${index + 1} of ${indexes.length}, ${name}`);
    sqlite.exec(sql);
  });
  onProgress(rows.runs, 'results of all runs');
  refreshRunResults(sqlite, sqlite.prepare('SELECT id FROM runs').pluck().all() as number[]);
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'")
    .pluck()
    .all() as string[];
  raiseDataVersions(
    sqlite,
    tables.filter((table) => !UNWRITTEN.test(table)),
  );
  return counts;
}

/** Tables that tell about tables, and those that no generated run writes. */
const UNWRITTEN =
  /^(data_versions|column_descriptions|query_log|saved_|tags|artifacts|checkpoints|purged_runs|sqlite_|note|search_)/;

function insertPlaces(db: TrackingDatabase) {
  const datasetIds: Record<string, number> = {};
  for (const [name, shape] of Object.entries(SEED_DATASETS)) {
    datasetIds[name] = findOrInsertDataset(db, {
      name,
      shape,
      contentHash: createHash('sha256').update(`seeded ${name}`).digest('hex'),
      classes: Array.from({ length: 10 }, (_, index) => String(index)),
      splitSizes: { train: 55_000, ...SEED_SAMPLES },
    });
  }
  const runtime = { runtime: 'tensorflow', runtimeVersion: '2.21.0' };
  const machine = { name: 'bench-1', cpu: 'AMD EPYC 7B13', memoryBytes: 24 * 2 ** 30, os: 'Linux 6.1' };
  const deviceId = findOrInsertDevice(db, { ...machine, ...runtime });
  const workerIds = [4101, 4102, 4103].map((pid) => registerWorker(db, machine.name, pid));
  for (const id of workerIds) reportWorker(db, id, true);
  return { datasetIds, deviceId, workerIds };
}

/** Ends the training loss of diverged runs with a NaN, and gives the count of points added. */
function addNaNs(sqlite: Database.Database, runIds: readonly number[]): number {
  const keyId = sqlite
    .prepare('SELECT id FROM metric_keys WHERE name = ?')
    .pluck()
    .get(METRIC_KEYS.trainLoss);
  const insert = sqlite.prepare(`
    INSERT INTO metric_rows (run_id, key_id, step, attempt, seq, value, is_nan, recorded_at)
    SELECT run_id, key_id, step + 10, attempt, seq + 16, NULL, 1, recorded_at FROM metric_rows
    WHERE run_id = ? AND key_id = ? ORDER BY step DESC LIMIT 1`);
  const update = sqlite.prepare(`
    UPDATE run_metrics SET last_value = NULL, last_is_nan = 1, last_step = last_step + 10, point_count = point_count + 1
    WHERE run_id = ? AND key_id = ?`);
  for (const runId of runIds) {
    insert.run(runId, keyId);
    update.run(runId, keyId);
  }
  return runIds.length;
}
