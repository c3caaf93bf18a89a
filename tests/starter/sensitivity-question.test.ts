import { expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import { accuracyInterval } from '@/lib/analysis/intervals';
import type { LayerRecord, ModelRecord } from '@/lib/domain/recorder';
import { sensitivityQuestion } from '../../scripts/starter/sensitivity-question';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

const SAMPLES = 1000;
const BASE_CORRECT = 950;

function layer(name: string, position: number): LayerRecord {
  const shape = { inputShape: [4], outputShape: [4], kernelShape: [4, 4] };
  return {
    position,
    name,
    type: 'dense',
    ...shape,
    parameters: 20,
    nonzeros: 20,
    macs: 16,
    coupledGroup: null,
    originLayerId: null,
  };
}

const model: ModelRecord = {
  name: 'net',
  network: { architecture: 'mlp', inputShape: [2, 2, 1], classes: 4, layers: [] },
  quantization: null,
  parentModelId: null,
  parameters: 40,
  nonzeros: 40,
  macs: 32,
  bits: 32,
  float32Bytes: 160,
  gzipBytes: 150,
  sparseBytes: 160,
  int8Bytes: 72,
  weightsHash: '0'.repeat(64),
  layers: [layer('fc1', 0), layer('fc2', 1)],
};

it('names the most sensitive layer first, with drops in points and the Wilson interval', () => {
  const db = temporaryDatabase();
  const train = { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } };
  const { runId } = scheduleRun(
    db,
    { method: 'pipeline', experiment: 'e', steps: [{ step: 'a', config: train }] },
    { createdBy: 'ada' },
  );
  const recorder = recorderOf(db, claimNext(db));
  const { layerIds } = recorder.model(model);
  const correctByLayer: Record<string, [level: number, correct: number][]> = {
    // fc1 loses more than a point only at 95 %, fc2 from 80 % on; exactly one point does not count as more.
    fc1: [
      [0.5, 951],
      [0.8, 949],
      [0.9, 940],
      [0.95, 930],
    ],
    fc2: [
      [0.5, 950],
      [0.8, 939],
      [0.9, 700],
      [0.95, 400],
    ],
  };
  for (const [name, points] of Object.entries(correctByLayer)) {
    for (const [level, correct] of points) {
      recorder.sensitivity({
        layerId: layerIds.get(name) ?? -1,
        technique: 'prune',
        tensor: 'kernel',
        granularity: 'element',
        level,
        achievedSparsity: level,
        split: 'validation',
        samples: SAMPLES,
        correct,
        loss: 1,
        accuracyDrop: (BASE_CORRECT - correct) / SAMPLES,
      });
    }
  }
  recorder.flush();
  const rows = db.sqlite.prepare(sensitivityQuestion(runId)).all() as Record<string, unknown>[];
  expect(rows.map(({ layer }) => layer)).toEqual(['fc2', 'fc1']);
  const { low, high } = accuracyInterval(700, SAMPLES);
  const percent = (fraction: number) => Math.round(10_000 * fraction) / 100;
  expect(rows[0]).toEqual({
    model: 'net',
    layer: 'fc2',
    sensitive_from: 0.8,
    drop_at_80: 1.1,
    drop_at_90: 25,
    drop_at_95: 55,
    accuracy_at_90: 70,
    low_95: percent(low),
    high_95: percent(high),
    split: 'validation',
    samples: SAMPLES,
  });
  expect(rows[1]).toMatchObject({ sensitive_from: 0.95, drop_at_90: 1, accuracy_at_90: 94 });
});
