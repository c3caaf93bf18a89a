import { describe, expect, it } from 'vitest';
import { getNote, getNoteRevision, listNoteRevisions } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { decideMerge, type KeptSide, mergeNotes } from '@/lib/domain/note-merge';
import { temporaryDatabase } from '../db/temporary-database';

const uid = (index: number) => index.toString(16).padStart(32, '0');
const cell = (index: number, source = `cell ${index}`) => newNoteCell('markdown', uid(index), source);
const note = (cells: NoteCell[], title = 'N') => ({ title, cells });
const sources = ({ cells }: { cells: readonly NoteCell[] }) => cells.map(({ source }) => source);
const base = note([cell(1), cell(2), cell(3)]);

describe('two changed states of a note', () => {
  it('are joined when they changed different cells', () => {
    const mine = note([cell(1, 'mine'), cell(2), cell(3)], 'Mine');
    const theirs = note([cell(1), cell(2), cell(3, 'theirs')]);
    expect(mergeNotes(base, mine, theirs)).toMatchObject({
      title: 'Mine',
      conflicts: [],
      titleConflict: null,
    });
    expect(sources(mergeNotes(base, mine, theirs))).toEqual(['mine', 'cell 2', 'theirs']);
  });

  it('are joined when they inserted, deleted and moved', () => {
    // I delete 1, move 4 to the top, and put 9 behind it; they put 5 behind 2 and edit 4.
    const before = note([cell(1), cell(2), cell(3), cell(4)]);
    const mine = note([cell(4), cell(9), cell(2), cell(3)]);
    const theirs = note([cell(1), cell(2), cell(5), cell(3), cell(4, 'theirs')]);
    const merge = mergeNotes(before, mine, theirs);
    expect(merge.conflicts).toEqual([]);
    expect(sources(merge)).toEqual(['theirs', 'cell 9', 'cell 2', 'cell 5', 'cell 3']);
  });

  it('keep both texts of a cell that both changed, and of one that was changed and deleted', () => {
    const mine = note([cell(1, 'mine'), cell(2, 'mine too')]);
    const theirs = note([cell(1, 'theirs'), cell(3, 'theirs too')], 'T');
    const { conflicts, ...merge } = mergeNotes(base, mine, theirs);
    expect(conflicts).toEqual([
      { uid: uid(1), base: cell(1), mine: cell(1, 'mine'), theirs: cell(1, 'theirs') },
      { uid: uid(2), base: cell(2), mine: cell(2, 'mine too'), theirs: null },
      { uid: uid(3), base: cell(3), mine: null, theirs: cell(3, 'theirs too') },
    ]);
    expect(sources(merge)).toEqual(['mine', 'mine too', 'theirs too']);
    expect(merge).toMatchObject({ title: 'T', titleConflict: null });
    expect(mergeNotes(base, note([], 'M'), note([], 'T')).titleConflict).toEqual({ mine: 'M', theirs: 'T' });
  });

  it('agree where both did the same, and about what is folded', () => {
    const same = note([cell(1, 'same'), cell(2), cell(4)]);
    expect(mergeNotes(base, same, same)).toEqual({ ...same, conflicts: [], titleConflict: null });
    const folded = note([{ ...cell(1), isFolded: true }, cell(2), cell(3)]);
    const edited = note([cell(1, 'edited'), cell(2), cell(3)]);
    for (const merge of [mergeNotes(base, folded, edited), mergeNotes(base, edited, folded)]) {
      expect(merge.conflicts).toEqual([]);
      expect(merge.cells[0]).toMatchObject({ source: 'edited', isFolded: true });
    }
    const named = note([{ ...cell(1), name: 'a' }, cell(2), cell(3)]);
    expect(mergeNotes(base, named, edited).conflicts).toHaveLength(1);
  });
});

describe('a conflict that is decided', () => {
  const mine = note([{ ...cell(1, 'mine'), name: 'a' }, cell(2, 'mine too')], 'Mine');
  const theirs = note([cell(1, 'theirs'), cell(3, 'theirs too')], 'Theirs');
  const merge = mergeNotes(base, mine, theirs);
  const decide = (sides: Record<string, KeptSide>) =>
    decideMerge(
      merge,
      (key) => sides[key] ?? 'mine',
      () => uid(9),
    );

  it('keeps mine, theirs where it is taken, and both as two cells', () => {
    expect(decide({})).toEqual({ content: note(mine.cells, 'Mine'), setAside: undefined });
    const { content, setAside } = decide({ title: 'theirs', [uid(1)]: 'both', [uid(3)]: 'theirs' });
    expect(content).toEqual(
      note([cell(1, 'theirs'), cell(9, 'mine'), cell(2, 'mine too'), cell(3, 'theirs too')], 'Theirs'),
    );
    // My title was not taken.
    expect(setAside).toEqual(note(mine.cells, 'Mine'));
    expect(decide({ [uid(1)]: 'both', [uid(3)]: 'theirs' }).setAside).toBeUndefined();
  });

  it('leaves my text among the revisions where theirs is taken', () => {
    const db = temporaryDatabase();
    const id = insertNote(db, base, 'Ada');
    saveNote(db, { id, baseRevision: 1, content: theirs, by: 'Ada' });
    const { content, setAside } = decide({ title: 'theirs', [uid(1)]: 'theirs', [uid(2)]: 'theirs' });
    const save = { id, baseRevision: 2, content, setAside, by: 'Bob' };
    expect(saveNote(db, save)).toEqual({ revision: 4, isMerged: false });
    expect(getNoteRevision(db, id, 3)).toMatchObject({ ...note(mine.cells, 'Mine'), createdBy: 'Bob' });
    // The text that was taken stays that of who wrote it.
    expect(getNote(db, id)).toMatchObject({
      title: 'Theirs',
      revision: 4,
      cells: [{ source: 'theirs', updatedBy: 'Ada' }],
    });
    expect(listNoteRevisions(db, id)).toHaveLength(4);
  });
});

/** Numbers that look random and are the same each time (Park and Miller, 1988). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Edits, inserts, deletes and moves, as somebody might; `from` is the first number of new cells. */
function changed(start: readonly NoteCell[], next: (below: number) => number, who: string, from: number) {
  const cells = [...start];
  for (let step = 0, steps = next(6); step < steps; step++) {
    const at = next(cells.length + 1);
    const kind = next(4);
    if (kind === 0) cells.splice(at, 0, cell(from + step, who));
    else if (at === cells.length) continue;
    else if (kind === 1) cells[at] = { ...cells[at], source: `${who} ${step}` };
    else if (kind === 2) cells.splice(at, 1);
    else cells.splice(next(cells.length), 0, ...cells.splice(at, 1));
  }
  return note(cells);
}

describe('whatever two people do, in 3,000 ways', () => {
  const ways = Array.from({ length: 3_000 }, (_, seed) => {
    const next = random(seed + 1);
    const start = note(Array.from({ length: next(8) }, (_, index) => cell(index + 1)));
    const mine = changed(start.cells, next, 'mine', 100);
    const theirs = changed(start.cells, next, 'theirs', 200);
    return { seed, start, mine, theirs };
  });
  const state = ({ cells }: { cells: readonly NoteCell[] }, wanted: string) =>
    cells.find(({ uid }) => uid === wanted)?.source;

  it('one who changes alone gets exactly that', () => {
    for (const { start, mine, theirs } of ways) {
      expect(mergeNotes(start, mine, start).cells).toEqual(mine.cells);
      expect(mergeNotes(start, start, theirs).cells).toEqual(theirs.cells);
      expect(mergeNotes(start, mine, mine)).toEqual({ ...mine, conflicts: [], titleConflict: null });
    }
  });

  it('each change is in the merge or in its conflicts, and nothing is there twice', () => {
    let conflicts = 0;
    for (const { seed, start, mine, theirs } of ways) {
      const merge = mergeNotes(start, mine, theirs);
      conflicts += merge.conflicts.length;
      const uids = merge.cells.map(({ uid }) => uid);
      expect(new Set(uids).size, `seed ${seed}`).toBe(uids.length);
      for (const wanted of new Set([...start.cells, ...mine.cells, ...theirs.cells].map(({ uid }) => uid))) {
        const [before, my, their] = [start, mine, theirs].map((one) => state(one, wanted));
        const isConflict = before !== my && before !== their && my !== their;
        expect(
          merge.conflicts.find(({ uid }) => uid === wanted),
          `seed ${seed}`,
        ).toEqual(
          isConflict
            ? expect.objectContaining({
                mine: my === undefined ? null : expect.objectContaining({ source: my }),
                theirs: their === undefined ? null : expect.objectContaining({ source: their }),
              })
            : undefined,
        );
        const expected = isConflict ? (my ?? their) : before === my ? their : my;
        expect(state(merge, wanted), `seed ${seed}`).toBe(expected);
      }
    }
    // The ways are not all easy ones.
    expect(conflicts).toBeGreaterThan(300);
  });

  it('both find the same conflicts', () => {
    for (const { start, mine, theirs } of ways) {
      const swapped = mergeNotes(start, theirs, mine).conflicts.map(
        ({ uid, base, mine: my, theirs: their }) => ({
          uid,
          base,
          mine: their,
          theirs: my,
        }),
      );
      const found = mergeNotes(start, mine, theirs).conflicts;
      const byUid = (a: { uid: string }, b: { uid: string }) => a.uid.localeCompare(b.uid);
      expect(found.sort(byUid)).toEqual(swapped.sort(byUid));
    }
  });
});

describe('a save over a revision that is not the newest', () => {
  const saved = () => {
    const db = temporaryDatabase();
    const id = insertNote(db, base, 'Ada');
    const by = 'Bo';
    const theirs = note([cell(1, 'theirs'), cell(2), cell(3)]);
    expect(saveNote(db, { id, baseRevision: 1, content: theirs, by })).toEqual({
      revision: 2,
      isMerged: false,
    });
    return { db, id };
  };

  it('joins changes of other cells, each cell with its author', () => {
    const { db, id } = saved();
    const mine = note([cell(1), cell(3, 'mine')]);
    const outcome = saveNote(db, { id, baseRevision: 1, content: mine, by: 'Ada' });
    expect(outcome).toEqual({ revision: 3, isMerged: true });
    expect(getNote(db, id).cells.map(({ source, updatedBy }) => [source, updatedBy])).toEqual([
      ['theirs', 'Bo'],
      ['mine', 'Ada'],
    ]);
  });

  it.each([
    [
      'text (supabase/supabase#5353, #6124, jupyter/notebook#1211)',
      note([cell(1, 'mine'), cell(2), cell(3)]),
    ],
    ['an empty note (pinterest/querybook#434)', note([])],
  ])('is not made where both changed a cell, and both texts come back: %s', (_what, mine) => {
    const { db, id } = saved();
    const outcome = saveNote(db, { id, baseRevision: 1, content: mine, by: 'Ada' });
    expect(outcome).toMatchObject({
      theirs: { revision: 2, updatedBy: 'Bo' },
      merge: { conflicts: [{ uid: uid(1), theirs: { source: 'theirs' } }] },
    });
    expect(listNoteRevisions(db, id)).toHaveLength(2);
    expect(sources(getNote(db, id))).toEqual(['theirs', 'cell 2', 'cell 3']);
  });

  it('is not made where both renamed the note (jupyterlab/jupyterlab#7888)', () => {
    const { db, id } = saved();
    saveNote(db, { id, baseRevision: 2, content: { ...base, title: 'Theirs' }, by: 'Bo' });
    const outcome = saveNote(db, { id, baseRevision: 1, content: { ...base, title: 'Mine' }, by: 'Ada' });
    expect(outcome).toMatchObject({ merge: { titleConflict: { mine: 'Mine', theirs: 'Theirs' } } });
    expect(getNote(db, id).title).toBe('Theirs');
  });

  it('that was lost on the way back is made again without harm', () => {
    const { db, id } = saved();
    const mine = note([cell(1), cell(2, 'mine'), cell(3), cell(4)]);
    saveNote(db, { id, baseRevision: 1, content: mine, by: 'Ada' });
    saveNote(db, { id, baseRevision: 1, content: mine, by: 'Ada' });
    expect(sources(getNote(db, id))).toEqual(['theirs', 'mine', 'cell 3', 'cell 4']);
  });

  it('is refused when both together are more than a note holds', () => {
    const db = temporaryDatabase();
    const cells = (from: number) => Array.from({ length: 200 }, (_, index) => cell(from + index));
    const id = insertNote(db, note([]), 'Ada');
    saveNote(db, { id, baseRevision: 1, content: note(cells(1)), by: 'Bo' });
    expect(() => saveNote(db, { id, baseRevision: 1, content: note(cells(500)), by: 'Ada' })).toThrow(
      'more than 300 cells or 4 MB',
    );
    expect(getNote(db, id).cells).toHaveLength(200);
  });
});
