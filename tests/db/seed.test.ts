import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { findSensitivityMap } from '@/db/queries/sensitivity';
import { decodeHistogram } from '@/lib/analysis/histogram-codec';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import { benchQuery } from '@/scripts/bench/query';
import { seedCommand } from '@/scripts/commands/seed';
import { type SeedCounts, seedDatabase } from '@/scripts/seed/seed-database';

const SIZE = { runs: 500, points: 40_000, layers: 30_000 };
const dataDir = mkdtempSync(join(tmpdir(), 'lathe-seed-'));
let db: TrackingDatabase;
let counts: SeedCounts;
let indexesBefore: unknown[];

const INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name";
const rows = (sql: string) => db.sqlite.prepare(sql).all();
const value = (sql: string) => db.sqlite.prepare(sql).pluck().get();

beforeAll(() => {
  db = openTrackingDatabase(dataDir);
  indexesBefore = rows(INDEXES);
  counts = seedDatabase(db, SIZE);
});

afterAll(() => {
  db.close();
  rmSync(dataDir, { recursive: true });
});

describe('a seeded database', () => {
  it('has the rows asked for, and says how many', () => {
    expect(counts.runs).toBe(SIZE.runs);
    for (const [counted, table] of [
      ['runs', 'runs'],
      ['points', 'metric_rows'],
      ['layers', 'layer_stat_rows'],
      ['histograms', 'layer_histogram_rows'],
      ['experiments', 'experiments'],
    ] as const)
      expect(counts[counted], table).toBe(value(`SELECT count(*) FROM ${table}`));
    expect(Math.abs(counts.points / SIZE.points - 1)).toBeLessThan(0.02);
    expect(Math.abs(counts.layers / SIZE.layers - 1)).toBeLessThan(0.02);
  });

  it('is whole: every reference resolves, every index is back, and it is ready for use', () => {
    expect(rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rows(INDEXES)).toEqual(indexesBefore);
    expect(value('PRAGMA journal_mode')).toBe('wal');
    expect(value('PRAGMA foreign_keys')).toBe(1);
    expect(value('PRAGMA synchronous')).toBe(1);
    expect(value('SELECT count(*) FROM sqlite_stat1')).toBeGreaterThan(20);
    const references = `SELECT
      (SELECT count(*) FROM layer_stat_rows WHERE layer_id NOT IN (SELECT id FROM layers)) +
      (SELECT count(*) FROM layer_sensitivity WHERE layer_id NOT IN (SELECT id FROM layers)) +
      (SELECT count(*) FROM quantizers WHERE layer_id NOT IN (SELECT id FROM layers)) +
      (SELECT count(*) FROM evaluations WHERE model_id NOT IN (SELECT id FROM models)) +
      (SELECT count(*) FROM benchmarks WHERE device_id NOT IN (SELECT id FROM devices)) +
      (SELECT count(*) FROM runs WHERE output_model_id NOT IN (SELECT id FROM models))`;
    expect(value(references)).toBe(0);
  });

  it('has rollups equal to the raw rows', () => {
    const raw = rows(`
      SELECT run_id, key_id, value AS last_value, is_nan AS last_is_nan, step AS last_step, low AS min_value,
        high AS max_value, points AS point_count
      FROM (SELECT *, min(value) OVER w AS low, max(value) OVER w AS high, count(*) OVER w AS points,
          row_number() OVER (PARTITION BY run_id, key_id ORDER BY step DESC) AS place
        FROM metric_rows WINDOW w AS (PARTITION BY run_id, key_id))
      WHERE place = 1 ORDER BY run_id, key_id`);
    expect(raw.length).toBeGreaterThan(2_000);
    expect(rows('SELECT * FROM run_metrics ORDER BY run_id, key_id')).toEqual(raw);
    expect(value('SELECT count(*) FROM run_metrics WHERE last_is_nan')).toBeGreaterThan(0);
    expect(value('SELECT count(*) FROM run_results')).toBe(value('SELECT count(*) FROM runs'));
    expect(value('SELECT count(test_accuracy) FROM run_results')).toBeGreaterThan(0);
    expect(value('SELECT sum(measurements) FROM sensitivity_rollup')).toBe(
      value('SELECT count(*) FROM layer_sensitivity'),
    );
  });

  it('keeps what belongs together together', () => {
    const wrong = (sql: string) => expect(rows(sql), sql).toEqual([]);
    wrong('SELECT * FROM evaluations WHERE top1 <> 1.0 * correct / samples OR correct > samples');
    wrong(`SELECT evaluation_id FROM class_metrics c JOIN evaluations e ON e.id = c.evaluation_id
      GROUP BY e.id HAVING sum(c.correct) <> e.correct OR sum(c.samples) <> e.samples`);
    wrong(
      'SELECT * FROM layer_sensitivity WHERE accuracy <> 1.0 * correct / samples OR abs(accuracy_drop) > 1',
    );
    wrong('SELECT * FROM layer_stat_rows WHERE sparsity <> 1.0 * zeros / value_count OR zeros > value_count');
    wrong(
      'SELECT * FROM layer_stat_rows WHERE NOT (min_value <= q01 AND q01 <= q25 AND q25 <= q75 AND q99 <= max_value)',
    );
    wrong('SELECT * FROM layer_stat_rows WHERE abs(l2 * l2 / value_count - mean * mean - std * std) > 1e-6');
    wrong(
      `SELECT l.id FROM layers l JOIN layers o ON o.id = l.origin_layer_id WHERE o.name <> l.name OR o.model_id = l.model_id`,
    );
    wrong(`SELECT m.id FROM models m JOIN layers l ON l.model_id = m.id GROUP BY m.id
      HAVING sum(l.parameters) <> m.parameters OR sum(l.nonzeros) <> m.nonzeros OR sum(l.macs) <> m.macs`);
    wrong("SELECT id FROM runs WHERE status IN ('scheduled', 'running') OR finished_at > unixepoch() * 1000");
    wrong(
      `SELECT id FROM runs r WHERE status = 'finished' AND (output_model_id IS NULL) <> (method IN ('pipeline', 'sensitivity'))`,
    );
  });

  it('has histograms that hold the nonzero values of their statistics', () => {
    const found = rows(`SELECT h.histogram, s.value_count - s.zeros AS nonzeros, s.min_value, s.max_value
      FROM layer_histogram_rows h JOIN layer_stat_rows s USING (run_id, layer_id, tensor_id, stage_id, step)`) as {
      histogram: Buffer;
      nonzeros: number;
      min_value: number;
      max_value: number;
    }[];
    expect(found).toHaveLength(counts.histograms);
    for (const { histogram, nonzeros, min_value, max_value } of found) {
      const { lo, hi, counts: bins } = decodeHistogram(histogram);
      expect(bins.reduce((sum, count) => sum + count, 0)).toBe(nonzeros);
      // A rectified tensor's smallest value is one of its zeros, which the histogram leaves out.
      expect(lo).toBeGreaterThanOrEqual(min_value);
      expect(hi).toBe(max_value);
    }
  });

  it('has configs that could be run, and every method', () => {
    const configs = rows('SELECT config FROM runs') as { config: string }[];
    for (const { config } of configs) parseRunConfig(JSON.parse(config));
    expect(value('SELECT count(DISTINCT method) FROM runs')).toBe(6);
    const run = value("SELECT min(id) FROM runs WHERE method = 'sensitivity'") as number;
    expect(findSensitivityMap(db, run)?.levels).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]);
  });

  it('answers the questions of the query benchmark', async () => {
    const { title, rows: figures } = await benchQuery(dataDir);
    expect(title).toContain('500 runs');
    expect(figures.filter(({ value }) => !(value > 0))).toEqual([]);
  });

  it('is refused a second time and stays as it is', () => {
    expect(() => seedDatabase(db, SIZE)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(value('SELECT count(*) FROM runs')).toBe(SIZE.runs);
  });
});

describe('seeding', () => {
  it('by the command fills the folder it is given, once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lathe-seed-command-'));
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const complained = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const args = ['--runs', '25', '--points', '2_000', '--data-dir', folder];
    try {
      await seedCommand().parseAsync(args, { from: 'user' });
      expect(said.mock.lastCall?.[0]).toMatch(/^1 experiments, 25 runs, [12],\d{3} points, /);
      await seedCommand().parseAsync(args, { from: 'user' });
      expect(complained.mock.lastCall?.[0]).toContain('it has runs');
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = 0;
      vi.restoreAllMocks();
    }
    const seeded = openTrackingDatabase(folder);
    expect(seeded.sqlite.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(25);
    seeded.close();
    rmSync(folder, { recursive: true });
  });

  it('is refused while somebody else has the database open', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lathe-seed-busy-'));
    const [first, second] = [openTrackingDatabase(folder), openTrackingDatabase(folder)];
    first.sqlite.pragma('busy_timeout = 10');
    second.sqlite.prepare('SELECT count(*) FROM runs').get();
    expect(() => seedDatabase(first, SIZE)).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining('another process') }),
    );
    second.close();
    expect(first.sqlite.prepare('SELECT count(*) FROM experiments').pluck().get()).toBe(0);
    first.close();
    rmSync(folder, { recursive: true });
  });
});
