import { type LineChange, lineDiff } from './line-diff';
import { isSameCell, type NoteCell } from './note-content';
import { unmoved } from './note-merge';
import { type ResultChange, resultChange } from './result-change';

/** A result as it was pinned, as far as a comparison needs it. */
export interface ComparedResult {
  cellUid: string;
  resultHash: string;
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
}

/** One state of a note: its text, and the results it was seen with. */
export interface ComparedState {
  title: string;
  cells: readonly NoteCell[];
  results: readonly ComparedResult[];
}

/** One cell in two states of a note. */
export interface CellComparison {
  uid: string;
  kind: 'same' | 'added' | 'removed' | 'changed';
  /** Null where it is added. */
  before: NoteCell | null;
  /** Null where it is removed. */
  after: NoteCell | null;
  /** Lines of both texts; only where the text differs. */
  lines?: LineChange[];
  /** Only where both states have a result, and it differs. */
  result?: ResultChange;
  /** Names of the columns of the later result; beside `result` only. */
  columns?: string[];
  /** True when it was moved past others. */
  isMoved: boolean;
}

/** Two states of a note, cell by cell: in the order of the later one, removed cells behind the one they stood behind. */
export interface NoteComparison {
  title: { before: string; after: string };
  cells: CellComparison[];
}

/** Compares two states of a note by text and by results. */
export function compareNotes(before: ComparedState, after: ComparedState): NoteComparison {
  const old = new Map(before.cells.map((cell) => [cell.uid, cell]));
  const now = new Map(after.cells.map((cell) => [cell.uid, cell]));
  const stayed = unmoved([...old.keys()], [...now.keys()]);
  const order = after.cells.map(({ uid }) => uid);
  for (const [index, { uid }] of before.cells.entries())
    if (!now.has(uid)) order.splice(index === 0 ? 0 : order.indexOf(before.cells[index - 1].uid) + 1, 0, uid);
  return {
    title: { before: before.title, after: after.title },
    cells: order.map((uid) => ({
      ...compareCell(uid, old.get(uid) ?? null, now.get(uid) ?? null),
      ...compareResults(uid, before, after),
      isMoved: old.has(uid) && now.has(uid) && !stayed.has(uid),
    })),
  };
}

function compareCell(
  uid: string,
  before: NoteCell | null,
  after: NoteCell | null,
): Pick<CellComparison, 'uid' | 'kind' | 'before' | 'after' | 'lines'> {
  const lines =
    before?.source === after?.source ? {} : { lines: lineDiff(before?.source ?? '', after?.source ?? '') };
  if (!before || !after) return { uid, kind: before ? 'removed' : 'added', before, after };
  return { uid, kind: isSameCell(before, after) ? 'same' : 'changed', before, after, ...lines };
}

function compareResults(
  uid: string,
  before: ComparedState,
  after: ComparedState,
): Pick<CellComparison, 'result' | 'columns'> {
  const of = ({ results }: ComparedState) => results.find(({ cellUid }) => cellUid === uid);
  const [old, now] = [of(before), of(after)];
  return old && now && old.resultHash !== now.resultHash
    ? { result: resultChange(old, now), columns: now.columns.map(({ name }) => name) }
    : {};
}
