import { expect, it } from 'vitest';
import { deleteNoteDraft, findNoteDraft, writeNoteDraft } from '@/db/notes/note-drafts';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';

const cell = (source: string) => newNoteCell('markdown', 'a'.repeat(32), source);
const content = (source: string, title = 'N') => ({ title, cells: [cell(source)] });

function opened() {
  const db = temporaryDatabase();
  const noteId = insertNote(db, content('saved'), 'Ada');
  const key = { noteId, owner: 'ada-hash' };
  const write = (source: string, over: number | null, owner = key.owner, baseRevision = 1) =>
    writeNoteDraft(db, { noteId, owner, over, baseRevision, content: content(source), by: 'Ada' });
  const kept = (source: string, over: number | null) => {
    const answer = write(source, over);
    if (!('updatedAt' in answer)) throw new Error('the draft was refused');
    return answer.updatedAt;
  };
  return { db, noteId, key, write, kept };
}

it('a draft is kept for its person, and the newest of a row of them', () => {
  const { db, noteId, key, write, kept } = opened();
  const first = kept('a', null);
  const second = kept('ab', first);
  expect(second).toBeGreaterThan(first);
  write('other', null, 'bo-hash');
  expect(findNoteDraft(db, key)).toEqual({
    baseRevision: 1,
    content: content('ab'),
    createdBy: 'Ada',
    updatedAt: second,
  });
  expect(findNoteDraft(db, { noteId, owner: 'bo-hash' })?.content).toEqual(content('other'));
  deleteNoteDraft(db, key);
  expect(findNoteDraft(db, key)).toBeUndefined();
});

it('an older draft does not write over a newer one, of another window or late (querybook#434, supabase#44789)', () => {
  const { db, key, write, kept } = opened();
  const first = kept('a', null);
  kept('ab', first);
  for (const over of [null, first])
    expect(write('late', over)).toMatchObject({ other: { content: content('ab') } });
  expect(findNoteDraft(db, key)?.content).toEqual(content('ab'));
});

it('is removed by the save that contains it, and does not come back after it', () => {
  const { db, noteId, key, write, kept } = opened();
  const save = (source: string, baseRevision: number) =>
    saveNote(db, { id: noteId, baseRevision, content: content(source), by: 'Ada', owner: key.owner });
  const first = kept('a', null);
  save('a', 1);
  expect(findNoteDraft(db, key)).toBeUndefined();
  expect(write('late', first)).toEqual({ other: null });
  // Typed on after the save was sent: the draft stays.
  kept('abc', null);
  save('ab', 2);
  expect(findNoteDraft(db, key)?.content).toEqual(content('abc'));
});

it('is not kept when it says what the note says: of a slow save, or of work that was taken back', () => {
  const { db, noteId, key, write, kept } = opened();
  saveNote(db, { id: noteId, baseRevision: 1, content: content('a'), by: 'Ada', owner: key.owner });
  expect(write('a', null)).toEqual({ other: null });
  expect(write('a', kept('ab', null))).toEqual({ other: null });
  expect(findNoteDraft(db, key)).toBeUndefined();
});

it('is removed by the save of what was typed on from it, and no other is', () => {
  const { db, noteId, key, kept } = opened();
  const save = (source: string, baseRevision: number, draftAt: number) =>
    saveNote(db, {
      id: noteId,
      baseRevision,
      content: content(source),
      by: 'Ada',
      owner: key.owner,
      draftAt,
    });
  const first = kept('a', null);
  save('ab', 1, first);
  expect(findNoteDraft(db, key)).toBeUndefined();
  const other = kept('of another window', null);
  save('abc', 2, other - 1);
  expect(findNoteDraft(db, key)?.updatedAt).toBe(other);
});

it('stays when the save was not made', () => {
  const { db, noteId, key, kept } = opened();
  saveNote(db, { id: noteId, baseRevision: 1, content: content('theirs'), by: 'Bo', owner: 'bo-hash' });
  kept('mine', null);
  const outcome = saveNote(db, {
    id: noteId,
    baseRevision: 1,
    content: content('mine'),
    by: 'Ada',
    owner: key.owner,
  });
  expect(outcome).toHaveProperty('merge');
  expect(findNoteDraft(db, key)?.content).toEqual(content('mine'));
});

it('may have no title yet, and needs its note and revision', () => {
  const { db, noteId, key, write } = opened();
  writeNoteDraft(db, { ...key, over: null, baseRevision: 1, content: content('a', ''), by: 'Ada' });
  expect(findNoteDraft(db, key)?.content.title).toBe('');
  expect(() => write('a', null, 'x', 9)).toThrow(`note ${noteId} has no revision 9`);
  expect(() =>
    writeNoteDraft(db, { ...key, noteId: 99, over: null, baseRevision: 1, content: content('a'), by: 'A' }),
  ).toThrow('note 99');
});
