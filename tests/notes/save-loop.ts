// A process that saves a note again and again, and writes each revision down once it is saved; it is killed meanwhile.
import { writeSync } from 'node:fs';
import { openTrackingDatabase } from '@/db/client';
import { findNoteDraft, writeNoteDraft } from '@/db/notes/note-drafts';
import { insertNoteResult } from '@/db/notes/note-results';
import { getNote } from '@/db/notes/notes';
import { saveNote } from '@/db/notes/save-note';
import { loopContent, QUERY_UID } from './loop-content';

const [dataDir, noteId] = [process.argv[2], Number(process.argv[3])];
const db = openTrackingDatabase(dataDir);
const key = { noteId, owner: 'loop' };
for (;;) {
  const baseRevision = getNote(db, noteId).revision;
  const content = loopContent(baseRevision + 1);
  const over = findNoteDraft(db, key)?.updatedAt ?? null;
  writeNoteDraft(db, { ...key, over, baseRevision, content, by: 'Ada' });
  const outcome = saveNote(db, { id: noteId, baseRevision, content, by: 'Ada', owner: key.owner });
  if (!('revision' in outcome)) throw new Error('a save was not made');
  writeSync(1, `${outcome.revision}\n`);
  insertNoteResult(db, {
    noteId,
    cellUid: QUERY_UID,
    sql: content.cells[1].source,
    result: {
      columns: [{ name: 'run', type: 'INTEGER' }],
      rows: [[outcome.revision]],
      truncated: false,
      elapsedMs: 1,
    },
    dataVersions: {},
    by: 'Ada',
  });
}
