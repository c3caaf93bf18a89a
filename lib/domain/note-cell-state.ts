import type { NoteCell } from './note-content';
import type { NoteGraph } from './note-graph';
import type { TypedParams } from './typed-param';

/**
 * How what a cell shows stands to what it would show now. `not_run` nothing yet; `failed` the last run of it; `edited`
 * its query since; `upstream_changed` a parameter or a result that it reads, or one of those is itself not up to date;
 * `data_changed` a table that it reads was written since, which is a hint; `pinned` shown as it was, on purpose.
 */
export type CellState =
  | 'not_run'
  | 'failed'
  | 'edited'
  | 'upstream_changed'
  | 'data_changed'
  | 'pinned'
  | 'fresh';

/** What has to be known of a pinned result. */
export interface PinnedFacts {
  sql: string;
  params: TypedParams;
  /** Hash of each result that it read, by the name of its cell. */
  upstream: Readonly<Record<string, string>>;
  resultHash: string;
  /** Version of each table that it read, before it ran. */
  dataVersions: Readonly<Record<string, number>>;
}

/** What the states of a note's cells follow from. */
export interface StateFacts {
  cells: readonly NoteCell[];
  graph: NoteGraph;
  /** The newest result of each SQL cell, by uid. */
  pinned: ReadonlyMap<string, PinnedFacts>;
  /** Version of each table now. */
  dataVersions: Readonly<Record<string, number>>;
  /** Cells whose last run failed. */
  failed?: ReadonlySet<string>;
}

/** The state of each cell that shows a result: SQL cells with a query, charts over them, and runs. */
export function cellStates(facts: StateFacts): Map<string, CellState> {
  const { cells, graph } = facts;
  const byUid = new Map(cells.map((cell) => [cell.uid, cell]));
  const states = new Map<string, CellState>();
  for (const uid of graph.order) {
    const cell = byUid.get(uid);
    const state = cell && stateOf(cell, facts, byUid, states);
    if (state) states.set(uid, state);
  }
  return states;
}

/** Uids of the SQL cells that have to run so that all is up to date, those that are read first. */
export function staleCells(
  states: ReadonlyMap<string, CellState>,
  { cells, graph }: Pick<StateFacts, 'cells' | 'graph'>,
): string[] {
  const sql = new Set(cells.flatMap(({ uid, type }) => (type === 'sql' ? [uid] : [])));
  return graph.order.filter((uid) => {
    const state = states.get(uid);
    return sql.has(uid) && state !== undefined && state !== 'fresh' && state !== 'pinned';
  });
}

function stateOf(
  cell: NoteCell,
  facts: StateFacts,
  byUid: ReadonlyMap<string, NoteCell>,
  states: ReadonlyMap<string, CellState>,
): CellState | undefined {
  if (cell.type === 'run') return cell.settings.snapshot ? 'pinned' : 'fresh';
  const read = facts.graph.reads.get(cell.uid) ?? [];
  if (cell.type === 'chart') return read.length === 0 ? 'not_run' : states.get(read[0]);
  if (cell.type !== 'sql' || cell.source.trim() === '') return undefined;
  if (facts.failed?.has(cell.uid) || facts.graph.faults.has(cell.uid)) return 'failed';
  const pinned = facts.pinned.get(cell.uid);
  if (!pinned) return 'not_run';
  if (pinned.sql !== cell.source) return 'edited';
  const upstream = read.flatMap((uid) => byUid.get(uid) ?? []);
  if (isUpstreamChanged(pinned, upstream, facts.pinned)) return 'upstream_changed';
  const above = upstream.map(({ uid }) => states.get(uid) ?? 'fresh');
  if (above.some((state) => state !== 'fresh' && state !== 'data_changed')) return 'upstream_changed';
  const isDataChanged = Object.entries(pinned.dataVersions).some(
    ([table, version]) => (facts.dataVersions[table] ?? 0) > version,
  );
  return isDataChanged || above.includes('data_changed') ? 'data_changed' : 'fresh';
}

function isUpstreamChanged(
  pinned: PinnedFacts,
  upstream: readonly NoteCell[],
  results: StateFacts['pinned'],
): boolean {
  const params = upstream.filter((cell) => cell.type === 'parameter');
  const sources = upstream.filter((cell) => cell.type === 'sql');
  return (
    Object.keys(pinned.params).length !== params.length ||
    Object.keys(pinned.upstream).length !== sources.length ||
    params.some(({ name, settings: { param } }) => {
      const ran = pinned.params[name];
      return ran?.type !== param.type || ran.value !== param.value;
    }) ||
    sources.some(({ uid, name }) => pinned.upstream[name] !== results.get(uid)?.resultHash)
  );
}
