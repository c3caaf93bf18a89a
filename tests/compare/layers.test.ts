import { describe, expect, it } from 'vitest';
import { compareLayers } from '@/db/queries/compare-layers';
import { temporaryDatabase } from '../db/temporary-database';
import { addKernel, addModel, addRun } from './hand-made';

/** A base with layers a and b, its pruned child whose layer a is called otherwise, and another network. */
function family() {
  const db = temporaryDatabase();
  const base = addRun(db, { name: 'base' });
  const [a, b] = addModel(db, base, 'mlp', [{ name: 'a' }, { name: 'b' }]);
  addKernel(db, base, a, { stage: 'trained', step: 10, lo: 0, hi: 1 });
  addKernel(db, base, b, { stage: 'trained', step: 10, lo: 1, hi: 3 });
  const pruned = addRun(db, { name: 'pruned', method: 'prune' });
  const [renamed, same] = addModel(db, pruned, 'mlp', [
    { name: 'a_pruned', origin: a },
    { name: 'b', origin: b },
  ]);
  // Of one step the later stage counts, and a later step more than any stage.
  addKernel(db, pruned, renamed, { stage: 'baseline', step: 0, lo: 0, hi: 1 });
  addKernel(db, pruned, renamed, { stage: 'pruned', step: 0, lo: 5, hi: 6 });
  addKernel(db, pruned, renamed, { stage: 'pruned', step: 20, lo: 9, hi: 9.5, zeros: 5 });
  addKernel(db, pruned, renamed, { stage: 'finetuned', step: 20, lo: 2, hi: 3 });
  addKernel(db, pruned, same, { stage: 'finetuned', step: 20, lo: 1, hi: 3, zeros: 64 });
  const other = addRun(db, { name: 'other' });
  const [c] = addModel(db, other, 'lenet-5', [{ name: 'a' }]);
  addKernel(db, other, c, { stage: 'trained', step: 5, lo: 0, hi: 1 });
  const failed = addRun(db, { name: 'failed', status: 'failed' });
  return { db, base, pruned, other, failed, layers: { a, b } };
}

it('sparsity of the last stage, matched through a renamed layer; a missing layer is null and not zero', () => {
  const { db, base, pruned, other, failed } = family();
  const { layers } = compareLayers(db, [base, pruned, other, failed], {
    quantity: 'sparsity',
    baseRunId: base,
  });
  expect(layers.map(({ architecture, name }) => `${architecture}/${name}`)).toEqual([
    'mlp/a',
    'mlp/b',
    'lenet-5/a',
  ]);
  const values = layers.map(({ cells }) => cells.map((cell) => cell?.value ?? null));
  expect(values).toEqual([
    [0, 0, null, null],
    [0, 0.5, null, null],
    [null, null, 0, null],
  ]);
  expect(layers[0].cells[1]).toMatchObject({ name: 'a_pruned', detail: 'finetuned:20' });
});

describe('Wasserstein distance from the base run', () => {
  it('by hand: moved by 2 for a; for b half of the values, 2 on average, go to zero', () => {
    const { db, base, pruned, other } = family();
    const { layers, baseRunId } = compareLayers(db, [base, pruned, other], {
      quantity: 'wasserstein',
      baseRunId: base,
    });
    const values = layers.map(({ name, cells }) => [name, ...cells.map((cell) => cell?.value ?? null)]);
    expect(baseRunId).toBe(base);
    expect(values).toEqual([
      ['a', 0, expect.closeTo(2, 12), null],
      ['b', 0, expect.closeTo(1, 12), null],
    ]);
  });

  it('is the same from the other side, and takes the last moment that has a histogram', () => {
    const { db, base, pruned, layers } = family();
    addKernel(db, base, layers.a, { stage: 'quantized', step: 30, lo: 7, hi: 8, hasHistogram: false });
    const compared = compareLayers(db, [base, pruned], { quantity: 'wasserstein', baseRunId: pruned });
    expect(compared.layers[0].cells.map((cell) => cell?.value)).toEqual([expect.closeTo(2, 12), 0]);
  });

  it('is empty, and says so, when the base run has no histogram', () => {
    const { db, base, failed } = family();
    expect(compareLayers(db, [base, failed], { quantity: 'wasserstein', baseRunId: failed })).toMatchObject({
      layers: [],
      baseRunId: null,
    });
  });
});

describe('accuracy drop', () => {
  const measure = (
    { db }: ReturnType<typeof family>,
    runId: number,
    layerId: number,
    level: number,
    correct: number,
  ) =>
    db.sqlite
      .prepare(`
        INSERT INTO layer_sensitivity (run_id, layer_id, technique, tensor, granularity, level, achieved_sparsity,
          split, samples, correct, accuracy, accuracy_drop)
        VALUES (?, ?, 'prune', 'kernel', 'element', ?, ?, 'validation', 100, ?, ?, ?)`)
      .run(runId, layerId, level, level, correct, correct / 100, 0.9 - correct / 100);

  it('at the level asked for, else at the highest that most runs measured', () => {
    const made = family();
    const { db, base, layers } = made;
    const first = addRun(db, { name: 's1', method: 'sensitivity' });
    const second = addRun(db, { name: 's2', method: 'sensitivity' });
    measure(made, first, layers.a, 0.5, 90);
    measure(made, first, layers.a, 0.8, 80);
    measure(made, first, layers.b, 0.8, 90);
    measure(made, second, layers.a, 0.8, 70);
    measure(made, second, layers.a, 0.95, 10);
    const query = { quantity: 'drop', baseRunId: base } as const;
    const shown = compareLayers(db, [base, first, second], query);
    expect(shown.levels.map(({ level, runs }) => [level, runs])).toEqual([
      [0.5, 1],
      [0.8, 2],
      [0.95, 1],
    ]);
    expect(shown.level).toMatchObject({ technique: 'prune', level: 0.8 });
    const drops = shown.layers.map(({ cells }) => cells.map((cell) => cell && Number(cell.value.toFixed(9))));
    // A drop of nothing is a value; what was not measured is none.
    expect(drops).toEqual([
      [null, 0.1, 0.2],
      [null, 0, null],
    ]);
    const highest = compareLayers(db, [first, second], { ...query, level: 'prune:0.95' });
    expect(highest.layers.map(({ cells }) => cells.map((cell) => cell?.value))).toEqual([[undefined, 0.8]]);
  });
});
