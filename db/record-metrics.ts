import type Database from 'better-sqlite3';
import type { RunClaim } from './run-queue';

interface Point {
  key: string;
  step: number;
  seq: number;
  value: number;
  recordedAt: number;
}

interface Summary {
  last: number;
  lastStep: number;
  min: number | null;
  max: number | null;
  count: number;
}

/** Metric points that wait for the next transaction, and the rollup `run_metrics` that is written with them. */
export class MetricBuffer {
  readonly #claim: RunClaim;
  readonly #sqlite: Database.Database;
  readonly #insertPoint: Database.Statement;
  readonly #upsertSummary: Database.Statement;
  readonly #keyIds = new Map<string, number>();
  #points: Point[] = [];
  #seq = 0;

  constructor(sqlite: Database.Database, claim: RunClaim) {
    this.#sqlite = sqlite;
    this.#claim = claim;
    this.#insertPoint = sqlite.prepare(`
      INSERT INTO metric_rows (run_id, key_id, step, attempt, seq, value, is_nan, recorded_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#upsertSummary = sqlite.prepare(`
      INSERT INTO run_metrics (run_id, key_id, last_value, last_is_nan, last_step, min_value, max_value, point_count)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run_id, key_id) DO UPDATE SET
        last_value = CASE WHEN excluded.last_step >= last_step THEN excluded.last_value ELSE last_value END,
        last_is_nan = CASE WHEN excluded.last_step >= last_step THEN excluded.last_is_nan ELSE last_is_nan END,
        last_step = max(last_step, excluded.last_step),
        min_value = min(coalesce(min_value, excluded.min_value), coalesce(excluded.min_value, min_value)),
        max_value = max(coalesce(max_value, excluded.max_value), coalesce(excluded.max_value, max_value)),
        point_count = point_count + excluded.point_count`);
  }

  /** Points that wait. */
  get size(): number {
    return this.#points.length;
  }

  /** Buffers a point; `seq` tells points of one step apart and keeps their order. */
  add(key: string, step: number, value: number): void {
    this.#points.push({ key, step, seq: this.#seq++, value, recordedAt: Date.now() });
  }

  /** Writes all points, inside the caller's transaction, and gives the tables it changed. */
  write(): string[] {
    if (this.#points.length === 0) return [];
    const { runId, attempt } = this.#claim;
    const summaries = new Map<string, Summary>();
    for (const { key, step, seq, value, recordedAt } of this.#points) {
      const isNan = Number.isNaN(value);
      this.#insertPoint.run(
        runId,
        this.#keyId(key),
        step,
        attempt,
        seq,
        isNan ? null : value,
        isNan ? 1 : 0,
        recordedAt,
      );
      summarize(summaries, key, step, value);
    }
    for (const [key, { last, lastStep, min, max, count }] of summaries) {
      const isNan = Number.isNaN(last);
      this.#upsertSummary.run(
        runId,
        this.#keyId(key),
        isNan ? null : last,
        isNan ? 1 : 0,
        lastStep,
        min,
        max,
        count,
      );
    }
    return ['metric_rows', 'run_metrics'];
  }

  /** Forgets the points, after their transaction. */
  clear(): void {
    this.#points = [];
  }

  #keyId(key: string): number {
    const known = this.#keyIds.get(key);
    if (known !== undefined) return known;
    const insert = this.#sqlite.prepare(
      'INSERT INTO metric_keys (name) VALUES (?) ON CONFLICT (name) DO NOTHING',
    );
    insert.run(key);
    const id = this.#sqlite.prepare('SELECT id FROM metric_keys WHERE name = ?').pluck().get(key) as number;
    this.#keyIds.set(key, id);
    return id;
  }

  /** Forgets what the transaction that was rolled back made known; the points stay. */
  rolledBack(): void {
    this.#keyIds.clear();
  }
}

function summarize(summaries: Map<string, Summary>, key: string, step: number, value: number): void {
  const finiteOrder = Number.isNaN(value) ? null : value;
  const summary = summaries.get(key);
  if (!summary) {
    summaries.set(key, { last: value, lastStep: step, min: finiteOrder, max: finiteOrder, count: 1 });
    return;
  }
  if (step >= summary.lastStep) {
    summary.last = value;
    summary.lastStep = step;
  }
  if (finiteOrder !== null) {
    summary.min = Math.min(summary.min ?? finiteOrder, finiteOrder);
    summary.max = Math.max(summary.max ?? finiteOrder, finiteOrder);
  }
  summary.count++;
}
