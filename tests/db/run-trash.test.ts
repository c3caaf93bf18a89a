import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { purgeExperiment, restoreExperiment, trashExperiment } from '@/db/experiment-trash';
import { listGridRuns } from '@/db/queries/run-grid';
import { PURGE_LEASE, purgeRuns } from '@/db/run-purge';
import { requestCancel } from '@/db/run-queue';
import { listTags, tagRuns, untagRuns } from '@/db/run-tags';
import { archiveRuns, restoreRuns, trashRuns, unarchiveRuns } from '@/db/run-trash';
import { scheduleRun } from '@/db/schedule-run';
import { recordExperiment } from '../app/fixture';
import { gridQuery, insertGridRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

const shown = (db: TrackingDatabase, show: 'live' | 'archived' | 'trash') =>
  listGridRuns(db, gridQuery({ show, limit: 1_000 })).rows.map(({ id }) => id);

const ROLLUP = 'SELECT * FROM sensitivity_rollup ORDER BY 1, 2, 3, 4, 5';
const ROLLED_UP = `
  SELECT m.architecture, l.name AS layer_name, s.technique, s.granularity, s.level, count(*) AS measurements,
    sum(s.accuracy_drop) AS drop_sum, max(s.accuracy_drop) AS drop_max
  FROM layer_sensitivity s JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id
  GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;

interface RollupRow {
  drop_sum: number;
}

function expectRollup({ sqlite }: TrackingDatabase): void {
  const sums = (rows: unknown[]) => (rows as RollupRow[]).map(({ drop_sum }) => drop_sum);
  const rest = (rows: unknown[]) => (rows as RollupRow[]).map(({ drop_sum: _, ...row }) => row);
  const [kept, raw] = [ROLLUP, ROLLED_UP].map((sql) => sqlite.prepare(sql).all());
  expect(rest(kept)).toEqual(rest(raw));
  for (const [place, sum] of sums(kept).entries()) expect(sum).toBeCloseTo(sums(raw)[place], 10);
}

/** Rows of every table by name, views and what is no data of runs left out. */
function rowCounts({ sqlite }: TrackingDatabase): Record<string, number> {
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  const others =
    /^(__|purged_runs|column_descriptions|data_versions|metric_keys|names|datasets|devices|workers)/;
  return Object.fromEntries(
    tables
      .filter((table) => !others.test(table))
      .map((table) => [table, sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number]),
  );
}

describe('tags and archive', () => {
  it('many runs at once, each tag once, the newest state by revision', () => {
    const db = temporaryDatabase();
    insertGridRuns(
      db,
      Array.from({ length: 1_200 }, () => ({})),
    );
    const ids = Array.from({ length: 1_200 }, (_, place) => place + 1);
    tagRuns(db, [...ids, 1], ' best ', 'Ada');
    tagRuns(db, [1, 2], 'best', 'Bo');
    tagRuns(db, [2], "it's", 'Bo');
    expect(listTags(db, 10)).toEqual([
      { name: 'best', runs: 1_200 },
      { name: "it's", runs: 1 },
    ]);
    expect(listTags(db, 10, 'BES')).toEqual([{ name: 'best', runs: 1_200 }]);
    expect(listTags(db, 1, 't').map(({ name }) => name)).toEqual(['best']);
    expect(listTags(db, 10, '%')).toEqual([]);
    expect(db.sqlite.prepare('SELECT created_by FROM tags WHERE run_id = 1').pluck().all()).toEqual(['Ada']);
    expect(db.sqlite.prepare('SELECT revision FROM runs WHERE id IN (1, 2)').pluck().all()).toEqual([1, 2]);
    untagRuns(db, ids, 'best');
    expect(listTags(db, 10)).toEqual([{ name: "it's", runs: 1 }]);
    expect(() => tagRuns(db, [1], '  ', 'Ada')).toThrow('A tag needs a name');
    expect(() => tagRuns(db, [1], 'x'.repeat(251), 'Ada')).toThrow('at most 250');
    expect(() => tagRuns(db, [1, 5_000], 'x', 'Ada')).toThrow('run 5000: there is no such run');
    expect(listTags(db, 10)).toHaveLength(1);
  });

  it('archived runs leave the grid and come back', () => {
    const db = temporaryDatabase();
    insertGridRuns(db, [{}, {}, {}]);
    archiveRuns(db, [1, 3]);
    expect([shown(db, 'live'), shown(db, 'archived')]).toEqual([[2], [3, 1]]);
    unarchiveRuns(db, [1, 2]);
    expect([shown(db, 'live'), shown(db, 'archived')]).toEqual([[2, 1], [3]]);
  });
});

describe('trash', () => {
  it('refuses runs that wait or run, until they are cancelled; a parent goes with its children', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(
      db,
      { method: 'train', experiment: 'x', name: 'waits', architecture: { name: 'lenet-5' } },
      { createdBy: 'Ada' },
    );
    expect(() => trashRuns(db, [runId], 'Ada')).toThrow(
      'Run 1 (waits) cannot go into the trash: it is scheduled',
    );
    expect(shown(db, 'trash')).toEqual([]);
    requestCancel(db, runId, 'Ada');
    trashRuns(db, [runId], 'Ada');
    expect(shown(db, 'trash')).toEqual([1]);
    const { parentRunId, runs } = recordExperiment(db, 'starter', 'Ada');
    trashRuns(db, [parentRunId], 'Bo');
    expect(shown(db, 'live')).toEqual([]);
    expect(listGridRuns(db, gridQuery({ show: 'trash' })).rows[0]).toMatchObject({ deletedBy: 'Bo' });
    restoreRuns(db, [parentRunId]);
    expect(shown(db, 'live')).toHaveLength(runs.size + 1);
  });
});

describe('purge', () => {
  it('needs the trash, and runs that use its model in the same call', async () => {
    const db = temporaryDatabase();
    const { parentRunId, runs } = recordExperiment(db, 'starter', 'Ada');
    const base = runs.get('lenet-5') ?? 0;
    const before = rowCounts(db);
    await expect(purgeRuns(db, [base], 'Eve')).rejects.toThrow(`Run ${base} (lenet-5) is not in the trash`);
    trashRuns(db, [base], 'Ada');
    await expect(purgeRuns(db, [base], 'Eve')).rejects.toThrow(
      /cannot be deleted for good: run \d+ \(and others: .*needs its model/,
    );
    expect(rowCounts(db)).toEqual(before);
    trashRuns(db, [parentRunId], 'Ada');
    await expect(purgeRuns(db, [parentRunId], 'Eve')).resolves.toBe(runs.size + 1);
  });

  it('mlflow#12947 mlflow#2152: deletes every row and file of an experiment, and frees its name; nothing of another', async () => {
    const db = temporaryDatabase();
    recordExperiment(db, 'kept', 'Ada');
    const before = rowCounts(db);
    const { parentRunId } = recordExperiment(db, 'gone', 'Ada');
    tagRuns(db, [parentRunId], 'x', 'Ada');
    const experimentId = db.sqlite
      .prepare("SELECT id FROM experiments WHERE name = 'gone'")
      .pluck()
      .get() as number;
    const store = openArtifactStore(db.dataDir);
    const own = store.put(new Uint8Array([1, 2, 3]));
    const shared = store.put(new Uint8Array([4]));
    const insert = db.sqlite.prepare(
      "INSERT INTO artifacts (run_id, path, sha256, size_bytes, media_type, created_at) VALUES (?, ?, ?, 1, 'text/plain', 0)",
    );
    insert.run(parentRunId, 'own.bin', own);
    insert.run(parentRunId, 'shared.bin', shared);
    insert.run(1, 'shared.bin', shared);
    await expect(purgeExperiment(db, experimentId, 'Eve')).rejects.toThrow(
      '18 of its runs are not in the trash',
    );
    trashExperiment(db, experimentId, 'Ada');
    restoreExperiment(db, experimentId);
    trashExperiment(db, experimentId, 'Ada');
    await purgeExperiment(db, experimentId, 'Eve');
    expect(rowCounts(db)).toEqual({ ...before, artifacts: before.artifacts + 1 });
    expect(db.sqlite.pragma('foreign_key_check')).toEqual([]);
    expect([existsSync(store.path(own)), existsSync(store.path(shared))]).toEqual([false, true]);
    expectRollup(db);
    expect(db.sqlite.prepare('SELECT count(*) FROM sensitivity_rollup').pluck().get()).toBe(
      before.sensitivity_rollup,
    );
    await purgeExperiment(db, experimentId, 'Eve');
    recordExperiment(db, 'gone', 'Ada');
    expectRollup(db);
  });

  it('small drops are taken out of the rollup as large ones are', async () => {
    const db = temporaryDatabase();
    recordExperiment(db, 'kept', 'Ada');
    const { parentRunId, runs } = recordExperiment(db, 'gone', 'Ada');
    db.sqlite
      .prepare(
        'UPDATE layer_sensitivity SET accuracy_drop = -0.5 WHERE run_id IN (SELECT value FROM json_each(?))',
      )
      .run(JSON.stringify([...runs.values()]));
    db.sqlite.exec(`DELETE FROM sensitivity_rollup; INSERT INTO sensitivity_rollup ${ROLLED_UP}`);
    trashRuns(db, [parentRunId], 'Ada');
    await purgeRuns(db, [parentRunId], 'Eve');
    expectRollup(db);
    expect(db.sqlite.prepare('SELECT max(measurements) FROM sensitivity_rollup').pluck().get()).toBe(1);
  });

  it('mlflow#19467 mlflow#6659 mlflow#12005: goes on where files are missing, and where it was interrupted', async () => {
    const db = temporaryDatabase();
    insertGridRuns(db, [{ metrics: { loss: 1 } }, {}]);
    db.sqlite.exec(`
      INSERT INTO artifacts (run_id, path, sha256, size_bytes, media_type, created_at)
        VALUES (1, 'lost.bin', '${'a'.repeat(64)}', 1, 'text/plain', 0);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO metric_rows (run_id, key_id, step, attempt, seq, value, is_nan, recorded_at) SELECT 1, 1, i, 1, 0, i, 0, 0 FROM n`);
    trashRuns(db, [1], 'Ada');
    db.sqlite.prepare('UPDATE runs SET lease_token = ? WHERE id = 1').run(PURGE_LEASE);
    expect(() => restoreRuns(db, [1])).toThrow('Purge it again');
    await expect(purgeRuns(db, [1, 77], 'Eve')).resolves.toBe(1);
    await expect(purgeRuns(db, [1], 'Eve')).resolves.toBe(0);
    expect(db.sqlite.prepare('SELECT run_id, purged_by FROM purged_runs').all()).toEqual([
      { run_id: 1, purged_by: 'Eve' },
    ]);
    expect(db.sqlite.prepare('SELECT count(*) FROM metric_rows').pluck().get()).toBe(0);
    expect(shown(db, 'live')).toEqual([2]);
  });

  it('the number of a purged run is not given again: notes and links may speak of it', async () => {
    const db = temporaryDatabase();
    const config = { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } };
    const schedule = () => scheduleRun(db, config, { createdBy: 'Ada' }).runId;
    expect([schedule(), schedule()]).toEqual([1, 2]);
    requestCancel(db, 2, 'Ada');
    trashRuns(db, [2], 'Ada');
    await purgeRuns(db, [2], 'Eve');
    expect([schedule(), schedule()]).toEqual([3, 4]);
  });

  it('many rows are deleted in short turns: timers run meanwhile', async () => {
    const db = temporaryDatabase();
    insertGridRuns(db, [{ metrics: { loss: 1 } }]);
    db.sqlite.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
      INSERT INTO metric_rows (run_id, key_id, step, attempt, seq, value, is_nan, recorded_at) SELECT 1, 1, i, 1, 0, i, 0, 0 FROM n`);
    trashRuns(db, [1], 'Ada');
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await purgeRuns(db, [1], 'Eve');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});
