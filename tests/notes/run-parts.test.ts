import { expect, it } from 'vitest';
import { readRunParts } from '@/db/notes/run-parts';
import { endRun } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { newNoteCell, noteCellSchema, RUN_PARTS } from '@/lib/domain/note-content';
import { recordBelievableRun } from '../app/believable-run';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

const TRAIN = { method: 'train', experiment: 'E', architecture: { name: 'lenet-5' }, name: '剪枝' };

it('the parts of a run are tables that a note can keep', () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
  const claim = claimNext(db);
  const recorder = recorderOf(db, claim);
  recordBelievableRun(db, claim, recorder);
  for (let step = 1; step <= 1_000; step++)
    recorder.metric('train/extra', step, step === 333 ? 7 : step === 334 ? -7 : step / 1_000);
  recorder.metric('train/extra', 1_001, Number.NaN);
  recorder.metric('system/memory_bytes', 1, 5);
  recorder.flush();
  endRun(db, claim, { status: 'finished' });

  const parts = readRunParts(db, runId, RUN_PARTS);
  const facts = Object.fromEntries(parts.summary?.rows ?? []);
  expect(facts).toMatchObject({ name: '剪枝', method: 'train', status: 'finished', architecture: 'lenet-5' });
  expect(facts).not.toHaveProperty('bits', null);
  expect(parts.layers?.columns.map(({ name }) => name)).toEqual([
    'layer',
    'type',
    'parameters',
    'nonzeros',
    'sparsity',
    'macs',
  ]);
  expect(parts.layers?.rows.map(([layer]) => layer)).toContain('conv1');

  const extra = parts.curves?.rows.filter(([key]) => key === 'train/extra') ?? [];
  // Thinned, and what stands out is there: the first, the last, the peak and the dip beside it, and what is no number.
  expect(extra.length).toBeLessThanOrEqual(200);
  expect(extra.length).toBeGreaterThan(100);
  expect(extra[0]).toEqual(['train/extra', 1, 0.001]);
  expect(extra.at(-1)).toEqual(['train/extra', 1_001, 'NaN']);
  expect(extra).toContainEqual(['train/extra', 333, 7]);
  expect(extra).toContainEqual(['train/extra', 334, -7]);
  expect(parts.curves?.rows.some(([key]) => key === 'system/memory_bytes')).toBe(false);

  const cell = newNoteCell('run', 'a'.repeat(32));
  const kept = { ...cell, settings: { runId, parts: [...RUN_PARTS], snapshot: { at: 1, by: 'Ada', parts } } };
  expect(noteCellSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  expect(readRunParts(db, 99, RUN_PARTS)).toEqual({});
  expect(Object.keys(readRunParts(db, runId, ['layers']))).toEqual(['layers']);
});
