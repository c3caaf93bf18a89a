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
  for (let step = 1; step <= 1_000; step++) recorder.metric('train/extra', step, step / 1_000);
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
  // 1,000 points in steps of five, the last among them.
  expect(extra).toHaveLength(200);
  expect(extra.at(-1)).toEqual(['train/extra', 1_000, 1]);
  expect(extra[0]).toEqual(['train/extra', 5, 0.005]);
  expect(parts.curves?.rows.some(([key]) => key === 'system/memory_bytes')).toBe(false);

  const cell = newNoteCell('run', 'a'.repeat(32));
  const kept = { ...cell, settings: { runId, parts: [...RUN_PARTS], snapshot: { at: 1, by: 'Ada', parts } } };
  expect(noteCellSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  expect(readRunParts(db, 99, RUN_PARTS)).toEqual({});
  expect(Object.keys(readRunParts(db, runId, ['layers']))).toEqual(['layers']);
});
