import { expect, it } from 'vitest';
import { columnsSql, curvesSql, factsSql, layersSql, metricsSql, paramsSql } from '@/app/compare/compare-sql';
import { compareLayers, LAYER_QUANTITIES } from '@/db/queries/compare-layers';
import { COMPARED_FACTS } from '@/db/queries/compare-runs';
import { compareParams } from '@/db/queries/compare-values';
import { recordExperiment } from '../app/fixture';
import { temporaryDatabase } from '../db/temporary-database';
import { addKernel, addModel, addRun } from './hand-made';

it('"Open as SQL" gives what is shown, for few and for many runs', () => {
  const db = temporaryDatabase();
  const { runs } = recordExperiment(db, 'starter', 'Ada');
  const ids = [...runs.values()];
  const rows = (sql: string) => db.sqlite.prepare(sql).all() as Record<string, unknown>[];
  expect(rows(factsSql(ids, COMPARED_FACTS))).toHaveLength(ids.length);
  const few = ids.slice(0, 3);
  const shown = compareParams(db, few, { onlyDiffering: true, search: 'SPARS', limit: 99 }).rows;
  expect(shown.length).toBeGreaterThan(0);
  expect(rows(paramsSql(few, true, 'SPARS')).map(({ key }) => key)).toEqual(shown.map(({ key }) => key));
  const many = compareParams(db, ids, { onlyDiffering: true, limit: 99 }).rows;
  expect(new Set(rows(paramsSql(ids, true, '')).map(({ key }) => key))).toEqual(
    new Set(many.map(({ key }) => key)),
  );
  expect(rows(metricsSql(ids, 'accuracy')).length).toBeGreaterThan(0);
  expect(rows(metricsSql(ids, "no'thing"))).toEqual([]);
  const points = rows(curvesSql(few, 'validation/accuracy', undefined));
  const [{ step }] = points;
  expect(rows(curvesSql(few, 'validation/accuracy', { from: Number(step), to: Number(step) }))).toEqual(
    points.filter((point) => point.step === step),
  );
  const columns = ['accuracy', 'param:finalSparsity', `metric:min:o'"dd`, 'tags'];
  expect(rows(columnsSql(ids, columns))).toHaveLength(ids.length);
  for (const quantity of LAYER_QUANTITIES) {
    const comparison = compareLayers(db, ids, { quantity, baseRunId: ids[0] });
    const cells = comparison.layers.flatMap(({ cells: row }) => row.filter((cell) => cell !== null));
    const answer = rows(layersSql(ids, comparison));
    // Distances exist for layers that the base has too; the histograms are given for all.
    if (quantity === 'wasserstein') expect(answer.length).toBeGreaterThanOrEqual(cells.length);
    else expect(answer).toHaveLength(cells.length);
    expect(answer.length).toBeGreaterThan(0);
  }
});

it('the SQL of sparsities takes the last stage of the last step, as the map does', () => {
  const db = temporaryDatabase();
  const id = addRun(db, { name: 'one' });
  const [layer] = addModel(db, id, 'mlp', [{ name: 'a' }]);
  addKernel(db, id, layer, { stage: 'distilled', step: 1, lo: 0, hi: 1, zeros: 192 });
  addKernel(db, id, layer, { stage: 'finetuned', step: 3, lo: 0, hi: 1 });
  addKernel(db, id, layer, { stage: 'pruned', step: 3, lo: 0, hi: 1, zeros: 64 });
  const comparison = compareLayers(db, [id], { quantity: 'sparsity', baseRunId: id });
  expect(db.sqlite.prepare(layersSql([id], comparison)).all()).toMatchObject([
    { stage: 'finetuned', sparsity: 0 },
  ]);
});
