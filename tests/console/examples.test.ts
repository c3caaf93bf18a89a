import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '@/app/console/examples';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { registerAnalysisFunctions } from '@/db/console/register-analysis-functions';
import { checkReadsOnly } from '@/db/console/sql-gate';
import { defaultChart } from '@/lib/domain/chart-spec';
import { recordExperiment } from '../app/fixture';

describe('each query of the gallery', () => {
  let db: TrackingDatabase;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'lathe-examples-'));
    db = openTrackingDatabase(folder);
    recordExperiment(db, 'starter', 'Ada');
    registerAnalysisFunctions(db.sqlite);
    return () => {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });

  it.each(EXAMPLES)('$key finds rows in a finished experiment', ({ sql }) => {
    checkReadsOnly(sql);
    const statement = db.sqlite.prepare(sql);
    expect(statement.readonly).toBe(true);
    const rows = sql.includes(':bytes') ? statement.all({ bytes: 300_000 }) : statement.all();
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each([
    ['SensitivityCurves', { kind: 'line', x: 'pruned', y: ['accuracy'], series: 'layer' }],
    ['DistributionShift', { kind: 'line', x: 'from_rate', y: ['divergence'], series: 'layer' }],
    ['ShiftInExperiment', { kind: 'line', x: 'from_rate', y: ['moved'], series: 'layer' }],
    ['BestUnderSize', { kind: 'scatter', x: 'stored_bytes', y: ['accuracy'] }],
    ['AccuracyAgainstSize', { kind: 'scatter', y: ['accuracy'] }],
    ['OneParamApart', { y: ['accuracy_change'] }],
  ] as const)('%s is drawn as what it asks', (key, chart) => {
    const statement = db.sqlite.prepare(EXAMPLES.find((example) => example.key === key)?.sql ?? '').raw();
    const rows = (
      key === 'BestUnderSize' ? statement.all({ bytes: 3_000_000 }) : statement.all()
    ) as unknown[][];
    const columns = statement.columns().map(({ name, type }) => ({ name, type: type ?? '' }));
    expect(defaultChart(columns, rows)).toMatchObject(chart);
  });

  it('of the distribution shift: weights move further the more are pruned away', () => {
    const sql = EXAMPLES.find(({ key }) => key === 'DistributionShift')?.sql ?? '';
    const rows = db.sqlite.prepare(sql).all() as {
      layer: string;
      from_rate: number;
      to_rate: number;
      moved: number;
    }[];
    expect(rows.every(({ from_rate, to_rate, moved }) => to_rate > from_rate && moved > 0)).toBe(true);
  });

  it('of one param apart: the pairs differ in that param alone', () => {
    const sql = EXAMPLES.find(({ key }) => key === 'OneParamApart')?.sql ?? '';
    const pairs = db.sqlite.prepare(sql).all() as { first_run: number; second_run: number; param: string }[];
    const paramsOf = (run: number) =>
      Object.fromEntries(
        db.sqlite
          .prepare(
            "SELECT key, value_text FROM params WHERE run_id = ? AND key NOT IN ('name', 'experiment')",
          )
          .raw()
          .all(run) as [string, string][],
      );
    for (const { first_run, second_run, param } of pairs) {
      const [one, other] = [paramsOf(first_run), paramsOf(second_run)];
      const differing = Object.keys(one).filter((key) => one[key] !== other[key]);
      expect(differing).toEqual([param]);
    }
  });
});
