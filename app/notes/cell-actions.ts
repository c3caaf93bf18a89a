import { useLayoutEffect, useRef, useState } from 'react';
import type { FieldIssue } from '@/lib/domain/errors';
import type { NoteCell } from '@/lib/domain/note-content';
import type { compareCell } from './actions';
import type { CellEdge } from './use-cell-drag';
import type { CellPatch } from './use-note';

/** What is done with a cell of a note, named by its uid. */
export interface CellActions {
  change: (uid: string, patch: CellPatch) => void;
  /** Moves it by so many cells, up when negative. */
  move: (uid: string, by: number) => void;
  /** Puts it at a side of another cell. */
  place: (uid: string, beside: string, edge: CellEdge) => void;
  /** Puts a new cell below it. */
  addBelow: (uid: string, cell: NoteCell) => void;
  duplicate: (uid: string) => void;
  remove: (uid: string) => void;
  /** Saves the note and runs an SQL cell. */
  run: (uid: string) => void;
  /** Saves the note and runs the SQL cells that read it, itself first where it is one. */
  runBelow: (uid: string) => void;
  cancel: (uid: string) => void;
  /** Saves the note and compares the pinned result of an SQL cell with today's. */
  compare: (uid: string) => ReturnType<typeof compareCell>;
  /** Saves the note and launches the run of a cell; the faults of its config, if any. */
  launch: (uid: string) => Promise<FieldIssue[]>;
}

/** The same functions for as long as the note is open, doing what the newest do: cells are drawn anew only for themselves. */
export function useSteadyActions(newest: CellActions): CellActions {
  const latest = useRef(newest);
  useLayoutEffect(() => {
    latest.current = newest;
  });
  const [steady] = useState<CellActions>(() => ({
    change: (...given) => latest.current.change(...given),
    move: (...given) => latest.current.move(...given),
    place: (...given) => latest.current.place(...given),
    addBelow: (...given) => latest.current.addBelow(...given),
    duplicate: (...given) => latest.current.duplicate(...given),
    remove: (...given) => latest.current.remove(...given),
    run: (...given) => latest.current.run(...given),
    runBelow: (...given) => latest.current.runBelow(...given),
    cancel: (...given) => latest.current.cancel(...given),
    compare: (...given) => latest.current.compare(...given),
    launch: (...given) => latest.current.launch(...given),
  }));
  return steady;
}
