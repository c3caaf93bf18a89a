import { type CellState, cellStates } from '@/lib/domain/note-cell-state';
import type { KeptTable, NoteCell, RunPart } from '@/lib/domain/note-content';
import { noteGraph } from '@/lib/domain/note-graph';
import type { TrackingDatabase } from '../../client';
import { readComparedTable } from '../compared-table';
import { getNoteImage } from '../note-images';
import { getDataVersions, listNoteResults, type PinnedResult } from '../note-results';
import { getNoteVersion } from '../note-versions';
import { getNote } from '../notes';
import { readRunParts } from '../run-parts';

/** A note with all that a file of it shows. */
export interface ExportedNote {
  id: number;
  title: string;
  revision: number;
  /** The frozen version that it is; null for the note as it is now. */
  version: number | null;
  cells: readonly NoteCell[];
  results: ReadonlyMap<string, PinnedResult>;
  /** Of cells with a result; those of a frozen version are all `pinned`. */
  states: ReadonlyMap<string, CellState>;
  /** Tables of run cells, by uid. */
  runParts: ReadonlyMap<string, Partial<Record<RunPart, KeptTable>>>;
  /** What the runs of comparison cells came to, by uid. */
  comparisons: ReadonlyMap<string, KeptTable>;
  /** Images as `data:` addresses, by their address in the app. */
  images: ReadonlyMap<string, string>;
}

/** Addresses of images in the texts of notes. */
export const IMAGE_ADDRESS = /\/api\/notes\/([1-9]\d{0,14})\/images\/([0-9a-f]{64})/g;

/**
 * What a file of a note shows: the note as it is saved, or a frozen version of it.
 *
 * @throws AppError `not_found`.
 */
export function readExportedNote(
  db: TrackingDatabase,
  noteId: number,
  version: number | null = null,
): ExportedNote {
  const { title, cells, revision, results } =
    version === null
      ? { ...getNote(db, noteId), results: listNoteResults(db, noteId) }
      : getNoteVersion(db, noteId, version);
  const pinned = new Map(results.map((result) => [result.cellUid, result]));
  const states =
    version === null
      ? cellStates({ cells, graph: noteGraph(cells), pinned, dataVersions: getDataVersions(db) })
      : new Map([...pinned.keys()].map((uid) => [uid, 'pinned' as const]));
  return {
    id: noteId,
    title,
    revision,
    version,
    cells,
    results: pinned,
    states,
    runParts: new Map(cells.flatMap((cell) => (cell.type === 'run' ? [[cell.uid, partsOf(db, cell)]] : []))),
    comparisons: new Map(
      cells.flatMap((cell) =>
        cell.type === 'comparison' ? [[cell.uid, readComparedTable(db, cell.settings)]] : [],
      ),
    ),
    images: new Map(cells.flatMap(({ source }) => imagesOf(db, source))),
  };
}

function partsOf(db: TrackingDatabase, cell: NoteCell & { type: 'run' }) {
  const { runId, parts, snapshot } = cell.settings;
  return snapshot?.parts ?? (runId === null ? {} : readRunParts(db, runId, parts));
}

function imagesOf(db: TrackingDatabase, source: string): [string, string][] {
  return [...source.matchAll(IMAGE_ADDRESS)].flatMap(([address, noteId, sha256]): [string, string][] => {
    try {
      const { mediaType, content } = getNoteImage(db, Number(noteId), sha256);
      return [[address, `data:${mediaType};base64,${Buffer.from(content).toString('base64')}`]];
    } catch {
      // An image that is gone leaves its address: the rest of the note is worth having.
      return [];
    }
  });
}
