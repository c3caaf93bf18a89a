import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { writeNoteDraft } from '@/db/notes/note-drafts';
import { getNoteImage, insertNoteImage, MOST_IMAGE_BYTES } from '@/db/notes/note-images';
import { insertNoteResult } from '@/db/notes/note-results';
import { listTrashedNotes, purgeNote, restoreNote, trashNote } from '@/db/notes/note-trash';
import { freezeNote } from '@/db/notes/note-versions';
import { getNote, listNotes } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { findJumpTargets } from '@/db/queries/jump';
import { listNotesCiting } from '@/db/queries/run-notes';
import { searchTexts } from '@/db/queries/search';
import { purgeRuns } from '@/db/run-purge';
import { endRun } from '@/db/run-queue';
import { trashRuns } from '@/db/run-trash';
import { scheduleRun } from '@/db/schedule-run';
import { databasePath } from '@/lib/domain/data-dir';
import { imageTypeOf } from '@/lib/domain/image-type';
import { newNoteCell } from '@/lib/domain/note-content';
import { copyFiles } from '@/scripts/backup-data';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

const bytes = (hex: string, length = 0) => {
  const start = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return Buffer.concat([start, Buffer.alloc(Math.max(0, length - start.length))]);
};
const PNG = '89504e470d0a1a0a';
const cell = newNoteCell('markdown', 'a'.repeat(32), 'About #run 4');
const query = newNoteCell('sql', 'b'.repeat(32), 'SELECT 1');

function note(db: TrackingDatabase): number {
  return insertNote(db, { title: 'Study', cells: [cell, query] }, 'Ada');
}

describe('a note in the trash', () => {
  it('is neither listed nor found, cites nothing, is not saved, and comes back whole', () => {
    const db = temporaryDatabase();
    const id = note(db);
    const seen = () => [
      listNotes(db).length,
      searchTexts(db, 'About').length,
      listNotesCiting(db, 4).length,
      findJumpTargets(db, 'Study').notes.length,
      db.sqlite.prepare('SELECT count(*) FROM note_refs').pluck().get(),
    ];
    expect(seen()).toEqual([1, 1, 1, 1, 1]);
    const before = getNote(db, id);
    trashNote(db, id, 'Bo');
    expect(seen()).toEqual([0, 0, 0, 0, 0]);
    expect(listTrashedNotes(db)).toMatchObject([{ id, title: 'Study', deletedBy: 'Bo' }]);
    const save = { id, baseRevision: 1, content: { title: 'Later', cells: [] }, by: 'Ada' };
    expect(() => saveNote(db, save)).toThrow('Bo has put it into the trash');
    expect(() => freezeNote(db, { noteId: id, comment: '', by: 'Ada' })).toThrow(
      'Bo has put it into the trash',
    );
    // A query that was on its way ends now.
    insertNoteResult(db, {
      noteId: id,
      cellUid: query.uid,
      sql: query.source,
      result: { columns: [{ name: 'run', type: '' }], rows: [[5]], truncated: false, elapsedMs: 1 },
      dataVersions: {},
      by: 'Ada',
    });
    expect(seen()).toEqual([0, 0, 0, 0, 0]);
    restoreNote(db, id);
    expect(getNote(db, id)).toEqual(before);
    expect(seen()).toEqual([1, 1, 1, 1, 2]);
    expect(listTrashedNotes(db)).toEqual([]);
  });

  it('leaves its number behind when it is deleted for good: texts and links may speak of it', () => {
    const db = temporaryDatabase();
    note(db);
    const newest = insertNote(db, { title: 'Newest', cells: [] }, 'Ada');
    trashNote(db, newest, 'Bo');
    purgeNote(db, newest, 'Eve');
    expect(db.sqlite.prepare('SELECT note_id, title, purged_by FROM purged_notes').all()).toEqual([
      { note_id: 2, title: 'Newest', purged_by: 'Eve' },
    ]);
    expect(insertNote(db, { title: 'Later', cells: [] }, 'Ada')).toBe(3);
  });

  it('is deleted for good with all that belongs to it, and nothing else', () => {
    const db = temporaryDatabase();
    const id = note(db);
    const other = insertNote(db, { title: 'Other', cells: [] }, 'Ada');
    const shared = insertNoteImage(db, { noteId: id, bytes: bytes(PNG, 20), by: 'Ada' });
    insertNoteImage(db, { noteId: other, bytes: bytes(PNG, 20), by: 'Ada' });
    const own = insertNoteImage(db, { noteId: id, bytes: bytes(PNG, 30), by: 'Ada' });
    insertNoteResult(db, {
      noteId: id,
      cellUid: query.uid,
      sql: query.source,
      result: { columns: [], rows: [], truncated: false, elapsedMs: 1 },
      dataVersions: {},
      by: 'Ada',
    });
    freezeNote(db, { noteId: id, comment: '', by: 'Ada' });
    const content = { title: 'x', cells: [] };
    writeNoteDraft(db, { noteId: id, owner: 'o', over: null, baseRevision: 1, content, by: 'Ada' });
    expect(() => purgeNote(db, id, 'Eve')).toThrow('not in the trash');
    trashNote(db, id, 'Bo');
    purgeNote(db, id, 'Eve');
    purgeNote(db, id, 'Eve');
    const tables = db.sqlite
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'note!_%' ESCAPE '!'")
      .pluck()
      .all() as string[];
    const rows = tables.map((table) =>
      db.sqlite.prepare(`SELECT count(*) FROM ${table} WHERE note_id = ?`).pluck().get(id),
    );
    expect(tables.length).toBeGreaterThan(8);
    expect(rows.every((count) => count === 0)).toBe(true);
    expect(listNotes(db).map(({ title }) => title)).toEqual(['Other']);
    const store = openArtifactStore(db.dataDir);
    expect(existsSync(store.path(own.sha256))).toBe(false);
    expect(getNoteImage(db, other, shared.sha256).content).toEqual(bytes(PNG, 20));
    expect(db.sqlite.pragma('foreign_key_check')).toEqual([]);
  });
});

describe('an image', () => {
  it.each([
    ['image/png', '89504e470d0a1a0a 00'],
    ['image/jpeg', 'ffd8ffe0 00'],
    ['image/gif', '474946383961'],
    ['image/webp', '52494646 00000a0d 57454250'],
    [undefined, '3c7376672078'],
    [undefined, '52494646 00000000 57415645'],
    [undefined, ''],
    [undefined, '0089504e470d0a1a0a'],
  ])('is known by its bytes: %s', (type, hex) => {
    expect(imageTypeOf(bytes(hex))).toBe(type);
  });

  it('is kept once, up to a size, for a note that is there', () => {
    const db = temporaryDatabase();
    const noteId = note(db);
    const insert = (content: Uint8Array, id = noteId) =>
      insertNoteImage(db, { noteId: id, bytes: content, by: 'Ada' });
    const image = insert(bytes(PNG, 20));
    expect(insert(bytes(PNG, 20))).toEqual(image);
    expect(image).toMatchObject({ mediaType: 'image/png', bytes: 20 });
    expect(getNoteImage(db, noteId, image.sha256)).toEqual({
      mediaType: 'image/png',
      content: bytes(PNG, 20),
    });
    expect(() => getNoteImage(db, noteId + 1, image.sha256)).toThrow('has no image');
    expect(() => insert(Buffer.from('<svg onload="alert(1)">'))).toThrow('neither PNG, JPEG, WebP nor GIF');
    expect(insert(bytes(PNG, MOST_IMAGE_BYTES)).bytes).toBe(MOST_IMAGE_BYTES);
    expect(() => insert(bytes(PNG, MOST_IMAGE_BYTES + 1))).toThrow(`at most ${MOST_IMAGE_BYTES}`);
    expect(() => insert(bytes(PNG), 99)).toThrow('no note 99');
    expect(db.sqlite.prepare('SELECT count(*) FROM note_images').pluck().get()).toBe(2);
  });

  it('outlives a run with the same file, and is in backups', async () => {
    const db = temporaryDatabase();
    const content = bytes(PNG, 20);
    const { sha256 } = insertNoteImage(db, { noteId: note(db), bytes: content, by: 'Ada' });
    const config = { method: 'train', experiment: 'E', architecture: { name: 'lenet-5' } };
    const { runId } = scheduleRun(db, config, { createdBy: 'Ada' });
    const claim = claimNext(db);
    const recorder = recorderOf(db, claim);
    recorder.artifact({ path: 'same.png', bytes: content, mediaType: 'image/png' });
    recorder.flush();
    endRun(db, claim, { status: 'finished' });
    trashRuns(db, [runId], 'Ada');
    await purgeRuns(db, [runId], 'Ada');
    const store = openArtifactStore(db.dataDir);
    expect(existsSync(store.path(sha256))).toBe(true);

    const target = mkdtempSync(join(tmpdir(), 'lathe-copy-'));
    try {
      await db.sqlite.backup(databasePath(target));
      expect(copyFiles(db, target)).toMatchObject({ files: 1, faults: [] });
      expect(openArtifactStore(target).get(sha256)).toEqual(content);
    } finally {
      rmSync(target, { recursive: true });
    }
  });
});
