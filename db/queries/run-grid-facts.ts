import type { FactId, MetricPick, RunColumn } from '@/lib/domain/run-columns';

/** Gives the SQL of a value: a parameter, or the value itself in readable text. */
export type BindValue = (value: number | string) => string;

/** Named parameters of a statement, filled while its text is made. */
export function bindTo(values: Record<string, number | string>): BindValue {
  return (value) => {
    const name = `p${Object.keys(values).length}`;
    values[name] = value;
    return `@${name}`;
  };
}

/** Where a fact is stored: an expression over one table, of which a run has one row. */
export interface FactSource {
  table: 'runs' | 'run_results' | 'experiments' | 'tags';
  sql: string;
  /** Collation of its order, where an index has it. */
  collate?: 'NOCASE';
}

const run = (sql: string): FactSource => ({ table: 'runs', sql });
const result = (sql: string): FactSource => ({ table: 'run_results', sql });

/** The source of each fact. */
export const FACT_SOURCES: Readonly<Record<FactId, FactSource>> = {
  id: result('run_id'),
  name: { table: 'runs', sql: 'name', collate: 'NOCASE' },
  experiment: { table: 'experiments', sql: 'name' },
  status: run('status'),
  method: run('method'),
  technique: result('technique'),
  tags: { table: 'tags', sql: "group_concat(name, ', ')" },
  created_by: { table: 'runs', sql: 'created_by', collate: 'NOCASE' },
  created_at: run('created_at'),
  started_at: run('started_at'),
  finished_at: run('finished_at'),
  duration_ms: run('duration_ms'),
  conclusion: run("nullif(conclusion, '')"),
  error_code: run('error_code'),
  accuracy: result('test_accuracy'),
  accuracy_drop: result('accuracy_drop'),
  baseline_accuracy: result('baseline_accuracy'),
  baseline_run_id: result('baseline_run_id'),
  test_samples: result('test_samples'),
  engine: result('test_engine'),
  architecture: result('architecture'),
  sparsity: result('sparsity'),
  bits: result('bits'),
  parameters: result('parameters'),
  nonzeros: result('nonzeros'),
  macs: result('macs'),
  stored_bytes: result('stored_bytes'),
  float32_bytes: result('float32_bytes'),
  compression_ratio: result('compression_ratio'),
  latency_ms: result('latency_ms'),
  model_id: result('model_id'),
  parent_run_id: run('parent_run_id'),
  retry_of_run_id: run('retry_of_run_id'),
  copied_from_run_id: run('copied_from_run_id'),
  seed: run('seed'),
  dataset: run('dataset_name'),
  attempt: run('attempt'),
  backend: run('backend'),
  git_commit: run('git_commit'),
  config_group: run('config_group'),
  archived_at: run('archived_at'),
  deleted_at: run('deleted_at'),
  deleted_by: run('deleted_by'),
};

/** Column of `run_metrics` that holds what is picked of a metric; NULL there is a metric that is not a number. */
export const PICK_COLUMNS: Readonly<Record<MetricPick, string>> = {
  last: 'last_value',
  min: 'min_value',
  max: 'max_value',
};

/** SQL of a fact of the run whose id the SQL `id` gives. */
export function factOf(id: string, fact: FactId): string {
  const { table, sql } = FACT_SOURCES[fact];
  switch (table) {
    case 'runs':
      return `(SELECT ${sql} FROM runs WHERE id = ${id})`;
    case 'run_results':
      return sql === 'run_id' ? id : `(SELECT ${sql} FROM run_results WHERE run_id = ${id})`;
    case 'experiments':
      return `(SELECT x.name FROM runs y JOIN experiments x ON x.id = y.experiment_id WHERE y.id = ${id})`;
    case 'tags':
      return `(SELECT ${sql} FROM (SELECT name FROM tags WHERE run_id = ${id} ORDER BY name))`;
  }
}

/** SQL of a value of a run's param; `sql` is over `params`. */
export function paramOf(id: string, key: string, sql: string, bind: BindValue): string {
  return `(SELECT ${sql} FROM params WHERE run_id = ${id} AND key = ${bind(key)})`;
}

/** SQL of a value of a run's metric; `sql` is over `run_metrics`. */
export function metricOf(id: string, key: string, sql: string, bind: BindValue): string {
  return `(SELECT ${sql} FROM run_metrics WHERE run_id = ${id} AND key_id = ${keyIdOf(key, bind)})`;
}

/** SQL of the id of a metric's name. */
export function keyIdOf(key: string, bind: BindValue): string {
  return `(SELECT id FROM metric_keys WHERE name = ${bind(key)})`;
}

/** SQL over `params`: a number as a number, everything else, true and false among it, as text. */
export const PARAM_VALUE =
  "CASE WHEN value_num IS NOT NULL AND value_text NOT IN ('true', 'false') THEN value_num ELSE value_text END";

/** SQL of the value of a column, for the run whose id the SQL `id` gives; a metric that is not a number is the text NaN. */
export function cellOf(id: string, column: RunColumn, bind: BindValue): string {
  switch (column.type) {
    case 'fact':
      return factOf(id, column.id);
    case 'param':
      return paramOf(id, column.key, PARAM_VALUE, bind);
    case 'metric':
      return metricOf(id, column.key, `coalesce(${PICK_COLUMNS[column.pick]}, 'NaN')`, bind);
  }
}
