import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type NoteCell, newNoteCell, noteCellSchema } from '@/lib/domain/note-content';

/** What a file holds of a note. Results are left out: whoever made the file could write anything there. */
export interface ImportedNote {
  /** Empty when the file has none. */
  title: string;
  cells: NoteCell[];
}

/** A cell as a file tells it: what it says of itself, and the text that it shows. */
export interface FoundCell {
  facts?: unknown;
  type: 'markdown' | 'sql';
  text: string;
}

const factsSchema = z.looseObject({
  uid: z.string().optional(),
  type: z.string(),
  source: z.string().optional(),
});

/** A new uid for a cell: one of a file may be in use here. */
export function newUid(): string {
  return randomUUID().replaceAll('-', '');
}

/**
 * The cells of a file under new uids. What a cell says of itself is taken where it is a cell of this version of Lathe;
 * else the text that the file shows of it becomes a text.
 */
export function importedCells(found: readonly FoundCell[]): NoteCell[] {
  const renamed = new Map<string, string>();
  const cells = found.map(({ facts, type, text }) => {
    const uid = newUid();
    const told = factsSchema.safeParse(facts).data;
    if (told?.uid) renamed.set(told.uid, uid);
    const isText = told?.type === 'markdown' || told?.type === 'sql';
    const cell = told && noteCellSchema.safeParse({ ...told, uid, source: isText ? text : told.source });
    return cell?.success ? cell.data : newNoteCell(type, uid, text);
  });
  return cells.map((cell): NoteCell => {
    if (cell.type === 'chart') {
      const cellUid = renamed.get(cell.settings.cellUid ?? '') ?? null;
      return { ...cell, settings: { ...cell.settings, cellUid } };
    }
    // What a run showed is a result too.
    if (cell.type === 'run') return { ...cell, settings: { ...cell.settings, snapshot: null } };
    return cell;
  });
}
