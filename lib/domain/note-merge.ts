import { isSameCell, type NoteCell, type NoteContent } from './note-content';

/** A cell that two people changed, each in another way. */
export interface CellConflict<C extends NoteCell = NoteCell> {
  uid: string;
  /** As both had it; null when both made it. */
  base: C | null;
  /** Null when I deleted it. */
  mine: C | null;
  /** Null when they deleted it. */
  theirs: C | null;
}

/** Two changed states of a note as one. */
export interface NoteMerge<C extends NoteCell = NoteCell> {
  title: string;
  cells: C[];
  /**
   * Cells that a person has to decide on. `cells` holds mine of them, or theirs where I deleted it, so that nothing is
   * missing.
   */
  conflicts: CellConflict<C>[];
  /** Both titles when they were changed in two ways; `title` is mine. */
  titleConflict: { mine: string; theirs: string } | null;
}

interface Content<C> {
  title: string;
  cells: readonly C[];
}

/**
 * Joins what two people made of the same state of a note. Cells are the unit: changes of different cells, inserted,
 * deleted and moved ones are joined; a cell that both changed, or one changed and the other deleted, is a conflict. A
 * cell that both moved goes where I moved it; folding never conflicts.
 */
export function mergeNotes<C extends NoteCell>(
  base: Content<C>,
  mine: Content<C>,
  theirs: Content<C>,
): NoteMerge<C> {
  const before = byUid(base);
  const my = byUid(mine);
  const their = byUid(theirs);
  const conflicts: CellConflict<C>[] = [];
  const kept = new Map<string, C>();
  for (const uid of new Set([...my.keys(), ...their.keys()])) {
    const states = { base: before.get(uid), mine: my.get(uid), theirs: their.get(uid) };
    const { cell, isConflict } = mergeCell(states);
    if (cell) kept.set(uid, cell);
    if (isConflict)
      conflicts.push({
        uid,
        base: states.base ?? null,
        mine: states.mine ?? null,
        theirs: states.theirs ?? null,
      });
  }
  const order = mergeOrder([...before.keys()], [...my.keys()], [...their.keys()], kept);
  const title = mergeTitle(base.title, mine.title, theirs.title);
  return { ...title, cells: order.flatMap((uid) => kept.get(uid) ?? []), conflicts };
}

/** What is kept of a conflict; of both texts, mine is in a cell of its own below theirs. */
export type KeptSide = 'mine' | 'theirs' | 'both';

/** A merge as a person decided on it. */
export interface DecidedMerge {
  content: NoteContent;
  /** The note with all of my texts, where one of them is not in `content`; else undefined. */
  setAside: NoteContent | undefined;
}

/**
 * A merge with its conflicts decided: `sideOf` tells by the uid of a cell, or for `title`, what is kept. `newUid` gives
 * the uid of a second cell, which has no name: two cells of one name could not be told apart.
 */
export function decideMerge(
  merge: NoteMerge,
  sideOf: (key: string) => KeptSide,
  newUid: () => string,
): DecidedMerge {
  const { titleConflict } = merge;
  const conflicts = new Map(merge.conflicts.map((conflict) => [conflict.uid, conflict]));
  const decided = (sideFor: (key: string) => KeptSide): NoteContent => ({
    title: titleConflict && sideFor('title') === 'theirs' ? titleConflict.theirs : merge.title,
    cells: merge.cells.flatMap((cell): NoteCell[] => {
      const conflict = conflicts.get(cell.uid);
      if (!conflict) return [cell];
      const { mine, theirs } = conflict;
      const side = sideFor(cell.uid);
      if (side === 'both' && mine && theirs) return [theirs, { ...mine, uid: newUid(), name: '' }];
      const kept = side === 'theirs' ? theirs : mine;
      return kept ? [kept] : [];
    }),
  });
  const isLost =
    (titleConflict && sideOf('title') === 'theirs') ||
    merge.conflicts.some(({ uid, mine }) => mine && sideOf(uid) === 'theirs');
  return { content: decided(sideOf), setAside: isLost ? decided(() => 'mine') : undefined };
}

function byUid<C extends NoteCell>({ cells }: Content<C>): ReadonlyMap<string, C> {
  return new Map(cells.map((cell) => [cell.uid, cell]));
}

function mergeCell<C extends NoteCell>(states: {
  base?: C;
  mine?: C;
  theirs?: C;
}): {
  cell?: C;
  isConflict: boolean;
} {
  const { base, mine, theirs } = states;
  if (mine && theirs) {
    const isFolded = base && mine.isFolded === base.isFolded ? theirs.isFolded : mine.isFolded;
    const isTheirs = base !== undefined && isSameCell(base, mine);
    const isMine = isSameCell(mine, theirs) || (base !== undefined && isSameCell(base, theirs));
    return { cell: { ...(isTheirs ? theirs : mine), isFolded }, isConflict: !isTheirs && !isMine };
  }
  const left = mine ?? theirs;
  if (!base || !left) return { cell: left, isConflict: false };
  // One deleted it: what the other changed is not lost.
  return isSameCell(base, left) ? { isConflict: false } : { cell: left, isConflict: true };
}

function mergeTitle(base: string, mine: string, theirs: string): Pick<NoteMerge, 'title' | 'titleConflict'> {
  if (mine === base) return { title: theirs, titleConflict: null };
  return { title: mine, titleConflict: theirs === base || theirs === mine ? null : { mine, theirs } };
}

/** Their order, in which the cells that I moved or made stand behind the cell that they follow in mine. */
function mergeOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  kept: ReadonlyMap<string, unknown>,
): string[] {
  const stayed = unmoved(base, mine);
  const inTheirs = new Set(theirs);
  const isPlaced = (uid: string) => stayed.has(uid) && inTheirs.has(uid);
  const mineSet = new Set(mine);
  const order = theirs.filter((uid) => kept.has(uid) && (isPlaced(uid) || !mineSet.has(uid)));
  const present = mine.filter((uid) => kept.has(uid));
  for (const [index, uid] of present.entries())
    if (!isPlaced(uid)) order.splice(index === 0 ? 0 : order.indexOf(present[index - 1]) + 1, 0, uid);
  return order;
}

/** A longest part of `base` that has the same order in `mine`: what was not moved. */
export function unmoved(base: readonly string[], mine: readonly string[]): Set<string> {
  const placeInBase = new Map(base.map((uid, index) => [uid, index]));
  const common = mine.filter((uid) => placeInBase.has(uid));
  const places = common.map((uid) => placeInBase.get(uid) ?? 0);
  // length[i]: the longest rising row of places that ends at i; before[i]: where it was before.
  const length = places.map(() => 1);
  const before = places.map(() => -1);
  let last = -1;
  for (const [at, place] of places.entries()) {
    for (let earlier = 0; earlier < at; earlier++) {
      if (places[earlier] >= place || length[earlier] < length[at]) continue;
      length[at] = length[earlier] + 1;
      before[at] = earlier;
    }
    if (last === -1 || length[at] > length[last]) last = at;
  }
  const found = new Set<string>();
  for (let at = last; at !== -1; at = before[at]) found.add(common[at]);
  return found;
}
