import { describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { type Curve, getCurveIndex, readCurves, readRunCurves, readTails } from '@/db/queries/metric-series';
import { resumeRun } from '@/db/resume-run';
import { scheduleRun } from '@/db/schedule-run';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

function started(db = temporaryDatabase()) {
  const config = {
    method: 'train',
    experiment: 'curves',
    name: 'one',
    architecture: { name: 'lenet-300-100' },
  };
  const { runId } = scheduleRun(db, config, { createdBy: 'Ada' });
  return { db, runId, recorder: recorderOf(db, claimNext(db)) };
}

/** Writes `count` points of `train/loss`, point `i` at `step` with `value` (SQL over i), as the recorder would. */
function fill(db: TrackingDatabase, runId: number, count: number, step: string, value: string): void {
  db.sqlite.exec(`
    INSERT INTO metric_keys (name) VALUES ('train/loss');
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
    INSERT INTO metric_rows SELECT ${runId}, k.id, ${step}, 1, i, ${value}, (${value}) IS NULL, 1700000000000 + i
    FROM n, metric_keys k WHERE k.name = 'train/loss';
    INSERT INTO run_metrics SELECT run_id, key_id, 0, 0, max(step), min(value), max(value), count(*)
    FROM metric_rows WHERE run_id = ${runId} GROUP BY key_id`);
}

function pointsOf({ steps, values }: Curve): [number, number][] {
  return steps.map((step, index) => [step, values[index]]);
}

describe('a curve of 1,000,000 points', () => {
  // A wave with, at known places, a spike, a dip, NaN and both infinities: each one point wide.
  const SPECIAL = `CASE i WHEN 723451 THEN 1e6 WHEN 11 THEN -1e6 WHEN 500000 THEN NULL WHEN 500001 THEN 9e999
    WHEN 500002 THEN -9e999 ELSE (i * 7919 % 10007) / 10007.0 END`;
  const valueAt = (i: number) => ((i * 7919) % 10007) / 10007;

  it('is at most 2,000 points with every spike (mlflow#9779, mlflow#5779, omniboard#171, omniboard#242, mlflow#11444, wandb#4295, wandb#1453)', () => {
    const { db, runId } = started();
    fill(db, runId, 1_000_000, 'i * 10', SPECIAL);
    const [curve] = readCurves(db, [runId], 'train/loss');
    expect(curve.pointCount).toBe(1_000_000);
    expect(curve.steps.length).toBeLessThanOrEqual(2_000);
    expect(curve.steps.length).toBeGreaterThan(1_800);

    const points = pointsOf(curve);
    expect(points[0]).toEqual([0, 0]);
    expect(points[points.length - 1]).toEqual([9_999_990, valueAt(999_999)]);
    expect(points).toContainEqual([7_234_510, 1e6]);
    expect(points).toContainEqual([110, -1e6]);
    expect(points).toContainEqual([5_000_000, Number.NaN]);
    expect(points).toContainEqual([5_000_010, Number.POSITIVE_INFINITY]);
    expect(points).toContainEqual([5_000_020, Number.NEGATIVE_INFINITY]);
    expect(curve.recordedAt[0]).toBe(1_700_000_000_000);
    // In order, and each point is one that was recorded.
    for (const [index, [step, value]] of points.entries()) {
      if (index > 0) expect(step).toBeGreaterThan(points[index - 1][0]);
      if (Number.isFinite(value) && Math.abs(value) < 1e6) expect(value).toBe(valueAt(step / 10));
    }
    // The envelope: 5,000 points in a row take in whole buckets, so that both ends of the wave (0 and 10006/10007
    // stand once in any 10,007 points) show up nearly.
    for (let from = 0; from < 1_000_000; from += 5_000) {
      const inside = points.filter(
        ([step, value]) => step >= from * 10 && step < (from + 5_000) * 10 && value > -1e5 && value < 1e5,
      );
      const values = inside.map(([, value]) => value);
      expect(Math.min(...values)).toBeLessThan(0.005);
      expect(Math.max(...values)).toBeGreaterThan(0.995);
    }
  });

  it('is the same at each refresh, and its zoom is exact (mlflow#11481, mlflow#11660, mlflow#11751, wandb#4177, wandb#5694)', () => {
    const { db, runId } = started();
    fill(db, runId, 300_000, 'i', '(i * 7919 % 10007) / 10007.0');
    const [first] = readCurves(db, [runId], 'train/loss', {}, 512);
    expect(readCurves(db, [runId], 'train/loss', {}, 512)).toEqual([first]);
    expect(first.steps.length).toBeLessThanOrEqual(512);
    expect([first.pointCount, first.totalCount]).toEqual([300_000, 300_000]);

    // 1,901 points lie in the window: exactly those come.
    const [near] = readCurves(db, [runId], 'train/loss', { from: 100_100, to: 102_000 });
    expect([near.pointCount, near.totalCount]).toEqual([1_901, 300_000]);
    expect(pointsOf(near)).toEqual(
      Array.from({ length: 1_901 }, (_, i) => [100_100 + i, valueAt(100_100 + i)]),
    );
    // A window that is still too long is thinned by itself, not cut from the whole.
    const [half] = readCurves(db, [runId], 'train/loss', { from: 150_000, to: 299_999 });
    expect(half.pointCount).toBe(150_000);
    expect(half.steps.length).toBeGreaterThan(1_800);
    expect([half.steps[0], half.steps[half.steps.length - 1]]).toEqual([150_000, 299_999]);
    const [none] = readCurves(db, [runId], 'train/loss', { from: 300_000 });
    expect([none.pointCount, none.steps]).toEqual([0, []]);
  });
});

describe('curves', () => {
  it('mlflow#16555, mlflow#15535: NaN and the infinities come as they were recorded', () => {
    const { db, runId, recorder } = started();
    const values = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -0];
    for (const [step, value] of values.entries()) recorder.metric('train/loss', step, value);
    recorder.flush();
    const [curve] = readCurves(db, [runId], 'train/loss');
    expect(curve.values.slice(0, 5)).toEqual(values.slice(0, 5));
    expect(curve.steps).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('mlflow#16555: a curve of NaN and infinities alone is thinned like any other', () => {
    const { db, runId } = started();
    fill(
      db,
      runId,
      100_000,
      'i',
      'CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 9e999 WHEN 2 THEN -9e999 ELSE i END',
    );
    const [curve] = readCurves(db, [runId], 'train/loss');
    expect(curve.steps.length).toBeLessThanOrEqual(2_000);
    expect(curve.steps.length).toBeGreaterThan(1_000);
    for (const kind of [Number.isNaN, Number.isFinite])
      expect(curve.values.filter(kind).length).toBeGreaterThan(200);
    expect(curve.values.filter((value) => value === Number.POSITIVE_INFINITY).length).toBeGreaterThan(200);
    // The largest finite value is not lost behind an infinity.
    expect(Math.max(...curve.values.filter(Number.isFinite))).toBe(99_999);
    expect(Math.min(...curve.values.filter(Number.isFinite))).toBe(3);
  });

  it('mlflow PR#24305: of 25,000 values at step 0 the limit is kept, from the first to the last', () => {
    const { db, runId } = started();
    fill(db, runId, 25_000, '0', 'CASE i WHEN 20000 THEN -5 ELSE i END');
    const [curve] = readCurves(db, [runId], 'train/loss');
    expect(curve.pointCount).toBe(25_000);
    expect(curve.steps.length).toBeLessThanOrEqual(2_000);
    expect(new Set(curve.steps)).toEqual(new Set([0]));
    expect(curve.values[0]).toBe(0);
    expect(curve.values[curve.values.length - 1]).toBe(24_999);
    expect(curve.values).toContain(-5);
    // Spread over all rows: 28 rows a bucket, so that neighbours are at most two buckets apart.
    const rising = curve.values.filter((value) => value >= 0);
    for (let index = 1; index < rising.length; index++) {
      expect(rising[index] - rising[index - 1]).toBeGreaterThan(0);
      expect(rising[index] - rising[index - 1]).toBeLessThan(60);
    }
  });

  it('mlflow PR#24305: most values at one step among many are thinned by row', () => {
    const { db, runId } = started();
    fill(db, runId, 100_000, 'CASE WHEN i < 90000 THEN 500 ELSE i END', 'i');
    const [curve] = readCurves(db, [runId], 'train/loss');
    expect(curve.steps.length).toBeLessThanOrEqual(2_000);
    const atStep = pointsOf(curve).filter(([step]) => step === 500);
    expect(atStep.length).toBeGreaterThan(800);
    expect(atStep[atStep.length - 1][1]).toBe(89_999);
    expect(curve.values).toEqual([...curve.values].sort((a, b) => a - b));
  });

  it('mlflow PR#24305: steps beyond 2^31 are read, zoomed and thinned', () => {
    const { db, runId } = started();
    fill(db, runId, 10_000, '3000000000000 + i * 10', 'i');
    const [curve] = readCurves(db, [runId], 'train/loss', { from: 3_000_000_000_100, to: 3_000_000_000_200 });
    expect(pointsOf(curve)).toEqual(
      Array.from({ length: 11 }, (_, i) => [3_000_000_000_100 + i * 10, 10 + i]),
    );
    const [whole] = readCurves(db, [runId], 'train/loss', {}, 100);
    expect(whole.steps.length).toBeGreaterThan(80);
    expect(whole.steps.length).toBeLessThanOrEqual(100);
    expect(whole.steps[whole.steps.length - 1]).toBe(3_000_000_099_990);
  });

  it('trackio#125, wandb#5632: points that a later attempt replaced are hidden, also when thinned', () => {
    const { db, runId } = started();
    fill(db, runId, 10_000, 'i', '1');
    // Attempt 2 starts after step 7,000, attempt 3 after step 5,000: of attempt 2 only steps up to 5,000 would stay.
    db.sqlite.exec(`
      INSERT INTO run_attempts (run_id, attempt, first_step, created_by, created_at) VALUES
        (${runId}, 2, 7000, 'Ada', 0), (${runId}, 3, 5000, 'Ada', 0);
      INSERT INTO metric_rows SELECT run_id, key_id, step, 2, seq, 2, 0, recorded_at FROM metric_rows WHERE step > 7000;
      INSERT INTO metric_rows SELECT run_id, key_id, step, 3, seq, 3, 0, recorded_at FROM metric_rows
        WHERE attempt = 1 AND step BETWEEN 5001 AND 8999;
      UPDATE run_metrics SET point_count = (SELECT count(*) FROM metrics)`);
    const shown = db.sqlite.prepare('SELECT count(*) FROM metrics').pluck().get();
    for (const limit of [2_000, 50]) {
      const [curve] = readCurves(db, [runId], 'train/loss', {}, limit);
      expect([shown, curve.pointCount]).toEqual([9_000, 9_000]);
      expect(curve.steps.length).toBeLessThanOrEqual(limit);
      for (const [step, value] of pointsOf(curve)) expect(value).toBe(step <= 5_000 ? 1 : 3);
      expect(curve.steps[curve.steps.length - 1]).toBe(8_999);
    }
    const [window] = readCurves(db, [runId], 'train/loss', { from: 4_999, to: 5_002 });
    expect(pointsOf(window)).toEqual([
      [4_999, 1],
      [5_000, 1],
      [5_001, 3],
      [5_002, 3],
    ]);
  });

  it('clearml#383, Sacred#457: of 1,000 metrics with 200 points each nothing is dropped', () => {
    const { db, runId, recorder } = started();
    for (let step = 0; step < 200; step++) {
      for (let key = 0; key < 1_000; key++)
        recorder.metric(`layer ${key}/gradient norm`, step, key + step / 1000);
      if (step % 20 === 19) recorder.flush();
    }
    const { keys } = getCurveIndex(db, runId);
    expect(keys).toHaveLength(1_000);
    expect(new Set(keys.map(({ pointCount }) => pointCount))).toEqual(new Set([200]));
    const curves = readRunCurves(
      db,
      runId,
      keys.map(({ id }) => id),
    );
    expect(curves).toHaveLength(1_000);
    for (const { key, steps, values } of curves) {
      const number = Number(/\d+/.exec(key)?.[0]);
      expect([steps.length, values[0], values[199]]).toEqual([200, number, number + 0.199]);
    }
  });

  it('of several runs come by the name of the metric; runs without it are left out', () => {
    const db = temporaryDatabase();
    const ids = [1, 2, 3].map((value) => {
      const { runId, recorder } = started(db);
      if (value !== 2) recorder.metric('it\'s a "metric"', 7, value);
      recorder.flush();
      return runId;
    });
    const curves = readCurves(db, ids, 'it\'s a "metric"');
    expect(curves.map(({ runId, steps, values }) => [runId, steps, values])).toEqual([
      [ids[0], [7], [1]],
      [ids[2], [7], [3]],
    ]);
    expect(readCurves(db, ids, 'no such metric')).toEqual([]);
  });

  it('a window of its own for each run: the steps of it, and no point where it is empty', () => {
    const db = temporaryDatabase();
    const ids = [1, 2, 3].map(() => {
      const { runId, recorder } = started(db);
      for (let step = 0; step < 10; step++) recorder.metric('train/loss', step, step);
      recorder.flush();
      return runId;
    });
    const windows = [{ from: 2, to: 4 }, { from: 0, to: -1 }, {}];
    const curves = readCurves(db, ids, 'train/loss', windows);
    expect(curves.map(({ steps, pointCount, totalCount }) => [steps, pointCount, totalCount])).toEqual([
      [[2, 3, 4], 3, 10],
      [[], 0, 10],
      [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10, 10],
    ]);
  });
});

describe('tails', () => {
  it('trackio#573: only new points come, and nothing when there are none', () => {
    const { db, runId, recorder } = started();
    for (let step = 1; step <= 500; step++) recorder.metric('train/loss', step, step);
    recorder.metric('validation/loss', 5, 0.5);
    recorder.flush();
    const { keys } = getCurveIndex(db, runId);
    const curves = readRunCurves(
      db,
      runId,
      keys.map(({ id }) => id),
    );
    const cursors = curves.map(({ cursor }) => cursor);
    expect(readTails(db, runId, cursors)).toEqual([]);

    recorder.metric('train/loss', 501, Number.NaN);
    recorder.metric('train/loss', 501, 7);
    recorder.flush();
    const [tail, ...others] = readTails(db, runId, cursors);
    expect(others).toEqual([]);
    expect(tail).toMatchObject({ isWhole: false, after: cursors[0] });
    expect(pointsOf(tail.curve)).toEqual([
      [501, Number.NaN],
      [501, 7],
    ]);
    expect(tail.curve.totalCount).toBe(502);
    expect(JSON.stringify(tail).length).toBeLessThan(500);
    expect(readTails(db, runId, [tail.curve.cursor])).toEqual([]);
  });

  it('mlflow#1849: new points outside the shown steps are counted and not sent', () => {
    const { db, runId, recorder } = started();
    for (let step = 1; step <= 10; step++) recorder.metric('train/loss', step, step);
    recorder.flush();
    const window = { from: 2, to: 4 };
    const [curve] = readCurves(db, [runId], 'train/loss', window);
    expect(curve.steps).toEqual([2, 3, 4]);
    recorder.metric('train/loss', 11, 11);
    recorder.flush();
    const [tail] = readTails(db, runId, [curve.cursor], window);
    expect(tail).toMatchObject({ isWhole: false, curve: { steps: [], totalCount: 11 } });
    expect(readTails(db, runId, [tail.curve.cursor], window)).toEqual([]);
  });

  it('wandb#6728: a point at an earlier step, or a new attempt, gives the curve whole', () => {
    const { db, runId, recorder } = started();
    for (const step of [1, 2, 3]) recorder.metric('train/loss', step, step);
    recorder.checkpoint(2, 1, new Uint8Array([1]));
    const [curve] = readCurves(db, [runId], 'train/loss');
    recorder.metric('train/loss', 2, 20);
    recorder.flush();
    const [back] = readTails(db, runId, [curve.cursor]);
    expect(back.isWhole).toBe(true);
    expect(pointsOf(back.curve)).toEqual([
      [1, 1],
      [2, 2],
      [2, 20],
      [3, 3],
    ]);

    db.sqlite.prepare("UPDATE runs SET status = 'failed', lease_token = NULL WHERE id = ?").run(runId);
    resumeRun(db, runId, 'Ada');
    const second = recorderOf(db, claimNext(db));
    second.metric('train/loss', 3, 30);
    second.flush();
    const [resumed] = readTails(db, runId, [back.curve.cursor]);
    expect(resumed.isWhole).toBe(true);
    expect(pointsOf(resumed.curve)).toEqual([
      [1, 1],
      [2, 2],
      [2, 20],
      [3, 30],
    ]);
  });

  it('refuse a cursor that is none', () => {
    const { db, runId } = started();
    expect(() => readTails(db, runId, ["1.1.1.1.1.1' OR 1"])).toThrow('expected a cursor');
  });
});
