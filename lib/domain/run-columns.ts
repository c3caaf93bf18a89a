/** What a column holds, which decides how it is shown, compared and aggregated; all but `text` are numbers. */
export type ColumnKind = 'text' | 'number' | 'time' | 'duration' | 'bytes' | 'fraction' | 'count';

/** Where a fact stands in a list of columns. */
export type ColumnGroup = 'run' | 'model' | 'result' | 'origin';

/** A column that every run has. Times are UTC milliseconds, durations milliseconds, fractions in [0, 1]. */
export interface FactColumn {
  id: string;
  kind: ColumnKind;
  group: ColumnGroup;
}

/** The facts of runs, by which the grid is shown, sorted, filtered and grouped. */
export const FACT_COLUMNS = [
  { id: 'id', kind: 'number', group: 'run' },
  { id: 'name', kind: 'text', group: 'run' },
  { id: 'experiment', kind: 'text', group: 'run' },
  { id: 'status', kind: 'text', group: 'run' },
  { id: 'method', kind: 'text', group: 'run' },
  { id: 'technique', kind: 'text', group: 'run' },
  { id: 'tags', kind: 'text', group: 'run' },
  { id: 'created_by', kind: 'text', group: 'run' },
  { id: 'created_at', kind: 'time', group: 'run' },
  { id: 'started_at', kind: 'time', group: 'run' },
  { id: 'finished_at', kind: 'time', group: 'run' },
  { id: 'duration_ms', kind: 'duration', group: 'run' },
  { id: 'conclusion', kind: 'text', group: 'run' },
  { id: 'error_code', kind: 'text', group: 'run' },
  { id: 'accuracy', kind: 'fraction', group: 'result' },
  { id: 'accuracy_drop', kind: 'fraction', group: 'result' },
  { id: 'baseline_accuracy', kind: 'fraction', group: 'result' },
  { id: 'baseline_run_id', kind: 'number', group: 'result' },
  { id: 'test_samples', kind: 'count', group: 'result' },
  { id: 'engine', kind: 'text', group: 'result' },
  { id: 'architecture', kind: 'text', group: 'model' },
  { id: 'sparsity', kind: 'fraction', group: 'model' },
  { id: 'bits', kind: 'number', group: 'model' },
  { id: 'parameters', kind: 'count', group: 'model' },
  { id: 'nonzeros', kind: 'count', group: 'model' },
  { id: 'macs', kind: 'count', group: 'model' },
  { id: 'stored_bytes', kind: 'bytes', group: 'model' },
  { id: 'float32_bytes', kind: 'bytes', group: 'model' },
  { id: 'compression_ratio', kind: 'number', group: 'model' },
  { id: 'latency_ms', kind: 'duration', group: 'model' },
  { id: 'model_id', kind: 'number', group: 'model' },
  { id: 'parent_run_id', kind: 'number', group: 'origin' },
  { id: 'retry_of_run_id', kind: 'number', group: 'origin' },
  { id: 'copied_from_run_id', kind: 'number', group: 'origin' },
  { id: 'seed', kind: 'number', group: 'origin' },
  { id: 'dataset', kind: 'text', group: 'origin' },
  { id: 'attempt', kind: 'number', group: 'origin' },
  { id: 'backend', kind: 'text', group: 'origin' },
  { id: 'git_commit', kind: 'text', group: 'origin' },
  { id: 'config_group', kind: 'text', group: 'origin' },
  { id: 'archived_at', kind: 'time', group: 'origin' },
  { id: 'deleted_at', kind: 'time', group: 'origin' },
  { id: 'deleted_by', kind: 'text', group: 'origin' },
] as const satisfies readonly FactColumn[];

/** Id of a fact. */
export type FactId = (typeof FACT_COLUMNS)[number]['id'];

/** Which value of a metric a column shows: its last one, its smallest or its largest. */
export const METRIC_PICKS = ['last', 'min', 'max'] as const;

/** One of {@link METRIC_PICKS}. */
export type MetricPick = (typeof METRIC_PICKS)[number];

/** A column of the runs grid. */
export type RunColumn =
  | { type: 'fact'; id: FactId }
  | { type: 'param'; key: string }
  | { type: 'metric'; pick: MetricPick; key: string };

const FACTS = new Map<string, FactColumn>(FACT_COLUMNS.map((fact) => [fact.id, fact]));

/** True for the id of a fact. */
export function isFactId(id: string): id is FactId {
  return FACTS.has(id);
}

/** What a fact holds. */
export function factColumn(id: FactId): FactColumn {
  return FACTS.get(id) as FactColumn;
}

/** The column of an id, undefined for an id of none. Facts are bare: `accuracy`; others `param:KEY`, `metric:min:KEY`. */
export function parseColumnId(id: string): RunColumn | undefined {
  if (isFactId(id)) return { type: 'fact', id };
  if (id.startsWith('param:') && id.length > 6) return { type: 'param', key: id.slice(6) };
  const pick = METRIC_PICKS.find((name) => id.startsWith(`metric:${name}:`));
  const key = pick === undefined ? '' : id.slice(`metric:${pick}:`.length);
  return pick !== undefined && key !== '' ? { type: 'metric', pick, key } : undefined;
}

/** The id of a column, which {@link parseColumnId} reads back. */
export function columnId(column: RunColumn): string {
  if (column.type === 'fact') return column.id;
  return column.type === 'param' ? `param:${column.key}` : `metric:${column.pick}:${column.key}`;
}

/** True when a column's values are numbers for every run; params may be either and count as text here. */
export function isNumericColumn(column: RunColumn): boolean {
  if (column.type === 'fact') return factColumn(column.id).kind !== 'text';
  return column.type === 'metric';
}

/** Group of runs that differ in their seed alone, beside the ids of columns. */
export const CONFIG_GROUP = 'config';
