import { expect, it } from 'vitest';
import { compareLayers, LAYER_QUANTITIES } from '@/db/queries/compare-layers';
import { selectRuns } from '@/db/queries/compare-runs';
import { compareMetrics, compareParams, listColumnChoices } from '@/db/queries/compare-values';
import { readCurves } from '@/db/queries/metric-series';
import { seedDatabase } from '@/scripts/seed/seed-database';
import { temporaryDatabase } from '../db/temporary-database';

it('200 of 1,000 generated runs are compared in less than a second', () => {
  const db = temporaryDatabase();
  seedDatabase(db, { runs: 1000, points: 200_000, layers: 120_000 });
  const ids = db.sqlite
    .prepare("SELECT id FROM runs WHERE method NOT IN ('pipeline', 'sweep') ORDER BY id DESC LIMIT 200")
    .pluck()
    .all() as number[];
  const base = db.sqlite
    .prepare('SELECT min(run_id) FROM layer_histogram_rows WHERE run_id IN (SELECT value FROM json_each(?))')
    .pluck()
    .get(JSON.stringify(ids)) as number;
  const startedAt = performance.now();
  const { runs } = selectRuns(db, ids);
  const query = { onlyDiffering: true, limit: 200 };
  const params = compareParams(db, ids, query);
  const metrics = compareMetrics(db, ids, 'last', query);
  listColumnChoices(db, ids, { search: '', limit: 100, onlyMetrics: false });
  const layers = LAYER_QUANTITIES.map((quantity) => compareLayers(db, ids, { quantity, baseRunId: base }));
  const curves = readCurves(db, ids, 'validation/accuracy', {}, 300);
  const elapsed = performance.now() - startedAt;
  expect(elapsed).toBeLessThan(1000);
  expect(runs).toHaveLength(200);
  expect(Math.min(params.rows.length, metrics.rows.length, curves.length)).toBeGreaterThan(0);
  expect(layers.every((one) => one.layers.length > 0)).toBe(true);
  expect(layers[1].layers[0].cells).toHaveLength(200);
});
