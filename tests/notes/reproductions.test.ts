import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { freezeNote } from '@/db/notes/note-versions';
import { listReproductions } from '@/db/notes/reproduction-report';
import { listCitedRuns, reproduceVersion } from '@/db/notes/reproductions';
import { insertNote } from '@/db/notes/save-note';
import { endRun, recordEnvironment } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { newNoteCell } from '@/lib/domain/note-content';
import { judgeMetrics } from '@/lib/domain/reproduction';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

const TRAIN = { method: 'train', experiment: 'study', architecture: { name: 'lenet-5' }, seed: 7 };
const PIPELINE = {
  method: 'pipeline',
  experiment: 'study',
  steps: [
    { step: 'first', config: TRAIN },
    {
      step: 'second',
      config: { method: 'prune', experiment: 'study', base: { step: 'first' }, finalSparsity: 0.5 },
    },
  ],
};
const PLACE = {
  backend: 'tensorflow',
  backendVersion: '4.22.0',
  tfjsVersion: '4.22.0',
  nodeVersion: '20.0.0',
  os: 'Linux',
  cpu: 'Xeon',
  memoryBytes: 1,
  hostName: 'one',
  gitCommit: null,
  gitDirty: null,
};

/** Claims the next run and finishes it with these metrics. */
function finishNext(db: TrackingDatabase, metrics: Record<string, number>, cpu = PLACE.cpu): number {
  const claim = claimNext(db);
  recordEnvironment(db, claim, { ...PLACE, cpu }, 1);
  const recorder = recorderOf(db, claim);
  for (const [key, value] of Object.entries(metrics)) recorder.metric(key, 1, value);
  recorder.flush();
  endRun(db, claim, { status: 'finished' });
  return claim.runId;
}

function frozenNote(db: TrackingDatabase, text: string): { noteId: number; version: number } {
  const noteId = insertNote(
    db,
    { title: 'N', cells: [newNoteCell('markdown', randomUUID().replaceAll('-', ''), text)] },
    'Ada',
  );
  return { noteId, version: freezeNote(db, { noteId, comment: '', by: 'Ada' }) };
}

describe('numbers of a repeated run', () => {
  const verdict = (key: string, before: number | null, now: number | null, samePlace = false) =>
    judgeMetrics([{ key, value: before }], [{ key, value: now }], samePlace)[0].verdict;

  it('are to be exactly the same on the same machine and backend', () => {
    expect(verdict('test/accuracy', 0.97, 0.97, true)).toBe('exact');
    expect(verdict('test/accuracy', 0.97, 0.9700001, true)).toBe('differs');
    expect(verdict('train/loss', null, null, true)).toBe('exact');
  });
  it('elsewhere agree within 0.2 points of accuracy and 1 % of a loss', () => {
    expect(verdict('test/accuracy', 0.97, 0.972)).toBe('agrees');
    expect(verdict('test/accuracy', 0.97, 0.9721)).toBe('differs');
    expect(verdict('test/loss', 0.1, 0.101)).toBe('agrees');
    expect(verdict('test/loss', 0.1, 0.0989)).toBe('differs');
    expect(verdict('test/loss', 0.1, null)).toBe('differs');
    expect(verdict('model/nonzeros', 1000, 1000)).toBe('exact');
  });
  it('are missing where one of both has none, and speeds are not compared', () => {
    expect(judgeMetrics([{ key: 'a', value: 1 }], [{ key: 'b', value: 1 }], true)).toEqual([
      { key: 'a', before: 1, now: undefined, verdict: 'missing' },
      { key: 'b', before: undefined, now: 1, verdict: 'missing' },
    ]);
    expect(verdict('system/images_per_second', 1, 2)).toBe('not_compared');
  });
});

describe('the runs that a frozen version cites', () => {
  it('are launched again with their configs and seeds, and judged when they have ended', () => {
    const db = temporaryDatabase();
    scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    const runId = finishNext(db, { 'test/accuracy': 0.97, 'test/loss': 0.1, 'system/memory_bytes': 5 });
    const key = frozenNote(db, `As in #run ${runId}`);
    const report = () => listReproductions(db, key.noteId, key.version);
    const launched = reproduceVersion(db, { ...key, by: 'Bo' });
    const again = launched.get(runId) ?? 0;
    const configs = db.sqlite.prepare('SELECT config, seed, created_by FROM runs ORDER BY id').all() as {
      config: string;
      seed: number;
      created_by: string;
    }[];
    expect(configs[1].config).toBe(configs[0].config);
    expect(configs[1]).toMatchObject({ seed: 7, created_by: 'Bo' });
    expect(report()).toMatchObject([
      {
        runId,
        reproductionRunId: again,
        outcome: 'waiting',
        isSamePlace: null,
        metrics: [],
        createdBy: 'Bo',
      },
    ]);

    finishNext(db, { 'test/accuracy': 0.97, 'test/loss': 0.1, 'system/memory_bytes': 9 });
    expect(report()).toMatchObject([{ outcome: 'reproduced', isSamePlace: true }]);

    // The newest repetition counts.
    reproduceVersion(db, { ...key, by: 'Bo' });
    finishNext(db, { 'test/accuracy': 0.9701, 'test/loss': 0.1 });
    expect(report()).toMatchObject([{ outcome: 'different', isSamePlace: true }]);
    reproduceVersion(db, { ...key, by: 'Bo' });
    finishNext(db, { 'test/accuracy': 0.9701, 'test/loss': 0.1 }, 'EPYC');
    const [elsewhere] = report();
    expect(elsewhere).toMatchObject({ outcome: 'reproduced', isSamePlace: false });
    const verdicts = Object.fromEntries(elsewhere.metrics.map(({ key: name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({
      'test/accuracy': 'agrees',
      'test/loss': 'exact',
      'system/memory_bytes': 'not_compared',
    });
  });

  it('are told with what stands against repeating them; a pipeline is repeated whole', () => {
    const db = temporaryDatabase();
    const { runId: pipeline, childRunIds } = scheduleRun(db, PIPELINE, { createdBy: 'Ada' });
    db.sqlite.exec("UPDATE runs SET status = 'finished'");
    const { runId: open } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    const key = frozenNote(db, `#run ${pipeline}, #run ${childRunIds[1]}, #run ${open}, #run 99`);
    expect(
      listCitedRuns(db, key.noteId, key.version).map(({ runId, obstacle }) => [runId, obstacle]),
    ).toEqual([
      [pipeline, null],
      [childRunIds[1], 'part_of_another'],
      [open, 'not_finished'],
      [99, 'gone'],
    ]);
    const launched = reproduceVersion(db, { ...key, by: 'Bo' });
    expect([...launched.keys()]).toEqual([pipeline, ...childRunIds]);
    const parents = db.sqlite.prepare('SELECT parent_run_id FROM runs WHERE id = ?').pluck();
    expect(childRunIds.map((child) => parents.get(launched.get(child)))).toEqual([
      launched.get(pipeline),
      launched.get(pipeline),
    ]);
    expect(listReproductions(db, key.noteId, key.version).map(({ runId }) => runId)).toEqual([
      pipeline,
      ...childRunIds,
    ]);
  });

  it('are launched all or none', () => {
    const db = temporaryDatabase();
    const { runId: good } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    const { runId: bad } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    db.sqlite.exec("UPDATE runs SET status = 'finished'");
    db.sqlite
      .prepare('UPDATE runs SET config = ? WHERE id = ?')
      .run('{"method":"prune","base":{"model":99}}', bad);
    const key = frozenNote(db, `#run ${good} and #run ${bad}`);
    expect(() => reproduceVersion(db, { ...key, by: 'Bo' })).toThrow('The run config was not accepted');
    expect(db.sqlite.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2);
    expect(() => reproduceVersion(db, { ...frozenNote(db, 'none'), by: 'Bo' })).toThrow(
      'cites 0 finished runs',
    );
  });
});
