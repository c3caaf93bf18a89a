import { describe, expect, it } from 'vitest';
import { insertNote } from '@/db/notes/save-note';
import { findJumpTargets } from '@/db/queries/jump';
import { trashRuns } from '@/db/run-trash';
import { recordExperiment } from '../app/fixture';
import { ADVERSARIAL_NAMES } from '../domain/adversarial-names';
import { insertGridRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

const lowered = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

describe('runs to go to', () => {
  const database = (names: readonly string[]) => {
    const db = temporaryDatabase();
    insertGridRuns(
      db,
      names.map((name) => ({ name })),
    );
    return db;
  };
  const idsFor = (db: ReturnType<typeof database>, text: string) =>
    findJumpTargets(db, text).runs.map(({ id }) => id);

  it('an empty text gives the newest runs', () => {
    const db = database(Array.from({ length: 10 }, (_, index) => `run ${index + 1}`));
    expect(idsFor(db, '')).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
    expect(idsFor(db, ' \t')).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
    expect(findJumpTargets(db, '')).toMatchObject({ experiments: [], models: [], notes: [] });
  });

  it('an id comes first, then names that begin with the text, then the newest', () => {
    const db = database(['4 bits', 'run 2', 'run 3', 'run of 4', 'at 4 bits']);
    expect(idsFor(db, '4')).toEqual([4, 1, 5]);
    expect(idsFor(db, '#4')).toEqual([4]);
    expect(idsFor(db, '#99')).toEqual([]);
    expect(idsFor(db, '999999999999999')).toEqual([]);
  });

  it('a uid finds its run', () => {
    const db = database(['one', 'two']);
    const uid = db.sqlite.prepare('SELECT uid FROM runs WHERE id = 1').pluck().get() as string;
    expect(idsFor(db, uid.toUpperCase())).toEqual([1]);
  });

  it('every word must be in the name, in any order and case', () => {
    const db = database(['LeNet-5 pruned 90 %', 'lenet-5 int8', 'mlp pruned']);
    expect(idsFor(db, 'pruned lenet')).toEqual([1]);
    expect(idsFor(db, 'LENET')).toEqual([2, 1]);
    expect(idsFor(db, 'lenet  5')).toEqual([2, 1]);
    expect(idsFor(db, 'lenet distilled')).toEqual([]);
  });

  it('runs in the trash are not found, by name, id or as the newest', () => {
    const db = database(['kept', 'gone']);
    trashRuns(db, [2], 'Ada');
    expect([idsFor(db, ''), idsFor(db, 'gone'), idsFor(db, '#2')]).toEqual([[1], [], []]);
  });

  it('names that break filters elsewhere are found, and % and _ stand for themselves', () => {
    const db = database(ADVERSARIAL_NAMES);
    for (const [index, name] of ADVERSARIAL_NAMES.entries()) {
      const words = name.trim().slice(0, 200).split(/\s+/).filter(Boolean);
      if (words.length === 0) continue;
      const { runs } = findJumpTargets(db, name);
      const found = runs.map(({ id }) => ADVERSARIAL_NAMES[id - 1]);
      expect([name.slice(0, 40), found.includes(ADVERSARIAL_NAMES[index])]).toEqual([
        name.slice(0, 40),
        true,
      ]);
      const strangers = runs.filter(
        ({ id }) =>
          String(id) !== name.trim() &&
          !words.every((word) => lowered(ADVERSARIAL_NAMES[id - 1]).includes(lowered(word))),
      );
      expect([name.slice(0, 40), strangers]).toEqual([name.slice(0, 40), []]);
    }
  });

  it('long names come cut, and a text cut within a character still finds', () => {
    const name = `x${'😀'.repeat(300)}`;
    const db = database([name]);
    const { runs } = findJumpTargets(db, name);
    expect(runs.map(({ id }) => id)).toEqual([1]);
    expect([...runs[0].name]).toHaveLength(300);
  });
});

it('experiments, models and notes are found by name and number; "#" means a run', () => {
  const db = temporaryDatabase();
  recordExperiment(db, 'MNIST, "quick" start', 'Ada');
  const noteId = insertNote(
    db,
    { title: `What "quick" lenet-5 lost: 5 % of ' everything`, cells: [] },
    'Ada',
  );
  expect(findJumpTargets(db, '"quick"')).toMatchObject({
    experiments: [{ id: 1, name: 'MNIST, "quick" start' }],
    notes: [{ id: noteId }],
  });
  const { models, runs } = findJumpTargets(db, 'lenet-5 int8');
  expect(models).toMatchObject([{ name: 'lenet-5 int8', version: 1, runId: runs[0].id }]);
  expect(runs[0]).toMatchObject({
    technique: 'quantize',
    status: 'finished',
    experimentName: 'MNIST, "quick" start',
  });
  const numbered = findJumpTargets(db, '1');
  expect([numbered.experiments[0].id, numbered.models[0].id, numbered.runs[0].id]).toEqual([1, 1, 1]);
  expect(findJumpTargets(db, '#1').experiments).toEqual([]);
});
