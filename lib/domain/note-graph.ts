import { AppError } from './errors';
import type { NoteCell, NoteCellOf } from './note-content';
import { paramsNamed, tablesNamed } from './sql/tables-named';
import type { TypedParams } from './typed-param';

/** Why a cell cannot be run as the note stands. */
export type GraphFault =
  /** Names of the cells, from one that is read to itself. */
  | { kind: 'cycle'; path: string[] }
  /** It reads a name that several cells have, or it is one of them. */
  | { kind: 'name_taken'; name: string };

/** Which cells of a note read which. */
export interface NoteGraph {
  /** Uids of the cells that each cell reads, itself where it does. */
  reads: ReadonlyMap<string, readonly string[]>;
  /** Uids of all cells, those that are read before those that read them, else in the order of the note. */
  order: readonly string[];
  faults: ReadonlyMap<string, GraphFault>;
}

/**
 * The graph of a note: an SQL cell reads the results of other SQL cells as tables by their names, and parameters as
 * `:name`; a chart reads the cell it draws. Cells in a cycle, and those that depend on one, have a fault.
 */
export function noteGraph(cells: readonly NoteCell[]): NoteGraph {
  const named = new Map<string, NoteCell[]>();
  for (const cell of cells) {
    if (cell.name === '' || (cell.type !== 'sql' && cell.type !== 'parameter')) continue;
    const key = cell.name.toLowerCase();
    named.set(key, [...(named.get(key) ?? []), cell]);
  }
  const faults = new Map<string, GraphFault>();
  for (const same of named.values())
    if (same.length > 1) for (const { uid, name } of same) faults.set(uid, { kind: 'name_taken', name });
  const reads = new Map(cells.map((cell) => [cell.uid, readBy(cell, named, cells)]));
  for (const [uid, read] of reads) {
    const taken = read.map((one) => faults.get(one)).find((fault) => fault?.kind === 'name_taken');
    if (taken && !faults.has(uid)) faults.set(uid, taken);
  }
  return { reads, order: sorted(cells, reads, faults), faults };
}

function readBy(
  cell: NoteCell,
  named: ReadonlyMap<string, NoteCell[]>,
  cells: readonly NoteCell[],
): string[] {
  if (cell.type === 'chart') {
    const { cellUid } = cell.settings;
    return cells.some(({ uid, type }) => uid === cellUid && type === 'sql') && cellUid ? [cellUid] : [];
  }
  if (cell.type !== 'sql' || named.size === 0) return [];
  const tables = tablesNamed(cell.source).flatMap((name) =>
    (named.get(name) ?? []).filter(({ type }) => type === 'sql'),
  );
  const params = paramsNamed(cell.source).flatMap((name) =>
    (named.get(name.toLowerCase()) ?? []).filter((one) => one.type === 'parameter' && one.name === name),
  );
  return [...new Set([...tables, ...params].map(({ uid }) => uid))];
}

function sorted(
  cells: readonly NoteCell[],
  reads: NoteGraph['reads'],
  faults: Map<string, GraphFault>,
): string[] {
  const nameOf = new Map(cells.map(({ uid, name }) => [uid, name]));
  const order: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (uid: string): GraphFault | undefined => {
    if (path.includes(uid)) {
      const cycle = [...path.slice(path.indexOf(uid)), uid].map((one) => nameOf.get(one) ?? '');
      return { kind: 'cycle', path: cycle };
    }
    if (done.has(uid)) return faults.get(uid);
    path.push(uid);
    for (const read of reads.get(uid) ?? []) {
      const fault = visit(read);
      if (fault?.kind === 'cycle' && !faults.has(uid)) faults.set(uid, fault);
    }
    path.pop();
    done.add(uid);
    order.push(uid);
    return faults.get(uid);
  };
  for (const { uid } of cells) visit(uid);
  return order;
}

/** Uids of the cells that read a cell, directly or through others, in the graph's order; without itself. */
export function downstreamOf({ reads, order }: NoteGraph, uid: string): string[] {
  const found = new Set([uid]);
  // Those that are read come first, except in cycles, whose cells are not run.
  for (const one of order) if (reads.get(one)?.some((read) => found.has(read))) found.add(one);
  found.delete(uid);
  return order.filter((one) => found.has(one));
}

/** Uids of the cells that a cell reads, directly or through others, in the graph's order; without itself. */
export function upstreamOf({ reads, order }: NoteGraph, uid: string): string[] {
  const found = new Set([uid]);
  for (const one of found) for (const read of reads.get(one) ?? []) found.add(read);
  found.delete(uid);
  return order.filter((one) => found.has(one));
}

/** What an SQL cell takes from others: results by the names of their cells, and values of parameters. */
export interface CellInputs {
  sources: NoteCellOf<'sql'>[];
  params: TypedParams;
}

/**
 * What an SQL cell of a note reads.
 *
 * @throws AppError `conflict` for cells in a cycle, whose path is told, and for names that several cells have.
 */
export function cellInputs(cells: readonly NoteCell[], graph: NoteGraph, uid: string): CellInputs {
  const fault = graph.faults.get(uid);
  if (fault) throw new AppError('conflict', `The cell was not run: ${faultText(fault)}`);
  const read = cells.filter((cell) => graph.reads.get(uid)?.includes(cell.uid));
  return {
    sources: read.filter((cell) => cell.type === 'sql'),
    params: Object.fromEntries(
      read.flatMap((cell) => (cell.type === 'parameter' ? [[cell.name, cell.settings.param]] : [])),
    ),
  };
}

function faultText(fault: GraphFault): string {
  return fault.kind === 'cycle'
    ? `it depends on a result that depends on itself, ${fault.path.join(' → ')}. Let one of these cells not read the next.`
    : `more than one cell is named "${fault.name}". Give each a name of its own.`;
}
