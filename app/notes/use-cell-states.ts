import { useDeferredValue, useMemo } from 'react';
import { type CellState, cellStates, staleCells } from '@/lib/domain/note-cell-state';
import type { NoteCell } from '@/lib/domain/note-content';
import { downstreamOf, type NoteGraph, noteGraph, upstreamOf } from '@/lib/domain/note-graph';
import type { CellRun } from './use-cell-runs';

/** How the cells of a note stand to what they would show now, and which have to run. */
export interface CellStates {
  states: ReadonlyMap<string, CellState>;
  graph: NoteGraph;
  /** SQL cells that are not up to date, those that are read first. */
  stale: readonly string[];
  /** A cell, where it can run, and the SQL cells that read it, in the order to run them. */
  withDownstream: (uid: string) => string[];
  /** An SQL cell, after those that it reads and that are not up to date with their own queries, in the order to run them. */
  withUpstream: (uid: string) => string[];
  /** Tables that were written after the result of a cell was seen, as a text: a hint, since other rows may have changed. */
  changedTables: (uid: string) => string;
  /** Cells that SQL cells read. */
  read: ReadonlySet<string>;
  /** The SQL cells, in order; another list only when it says something else. */
  sqlCells: readonly SqlCellName[];
}

/** An SQL cell as a chart names it. */
export type SqlCellName = Pick<NoteCell, 'uid' | 'name'>;

/** The states of a note's cells while it is written; typing does not wait for them. */
export function useCellStates(
  now: readonly NoteCell[],
  runs: Readonly<Record<string, CellRun>>,
  dataVersions: Readonly<Record<string, number>>,
): CellStates {
  const cells = useDeferredValue(now);
  const graph = useMemo(() => noteGraph(cells), [cells]);
  const names = JSON.stringify(
    cells.flatMap(({ uid, name, type }) => (type === 'sql' ? [{ uid, name }] : [])),
  );
  const sqlCells = useMemo(() => JSON.parse(names) as SqlCellName[], [names]);
  return useMemo(() => {
    const known = Object.entries(runs);
    const facts = {
      cells,
      graph,
      dataVersions,
      pinned: new Map(known.flatMap(([uid, { pinned }]) => (pinned ? [[uid, pinned] as const] : []))),
      failed: new Set(known.flatMap(([uid, { error }]) => (error ? [uid] : []))),
    };
    const states = cellStates(facts);
    const runnable = new Set(
      cells.flatMap(({ uid, type, source }) => (type === 'sql' && source.trim() !== '' ? [uid] : [])),
    );
    const stale = staleCells(states, facts);
    return {
      states,
      graph,
      stale,
      read: new Set([...runnable].flatMap((uid) => graph.reads.get(uid) ?? [])),
      sqlCells,
      withDownstream: (uid: string) => [uid, ...downstreamOf(graph, uid)].filter((one) => runnable.has(one)),
      withUpstream: (uid: string) => [
        ...upstreamOf(graph, uid).filter((one) => stale.includes(one) && states.get(one) !== 'data_changed'),
        uid,
      ],
      changedTables: (uid: string) => {
        if (states.get(uid) !== 'data_changed') return '';
        const seen = facts.pinned.get(uid)?.dataVersions ?? {};
        return Object.keys(seen)
          .filter((table) => (dataVersions[table] ?? 0) > seen[table])
          .join(', ');
      },
    };
  }, [cells, graph, runs, dataVersions, sqlCells]);
}
