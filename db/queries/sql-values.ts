import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** Most values that are proposed. */
const MOST_VALUES = 50;

/** The different values of an indexed column: from each to the next, since there are far fewer of them than rows. */
function steps(table: string, column: string): string {
  return `WITH RECURSIVE steps(value) AS (
      SELECT min(${column}) FROM ${table}
      UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > steps.value)
      FROM steps WHERE steps.value IS NOT NULL
    ) SELECT value FROM steps WHERE value LIKE ? ESCAPE ?`;
}

/** Where the values of columns are listed, by the column's name; `?` is a LIKE pattern of a part of the value. */
const LISTS: Readonly<Record<string, string>> = {
  experiment: 'SELECT name FROM experiments WHERE name LIKE ? ESCAPE ?',
  run: 'SELECT DISTINCT name FROM (SELECT name FROM runs ORDER BY id DESC LIMIT 2000) WHERE name LIKE ? ESCAPE ?',
  model:
    'SELECT DISTINCT name FROM (SELECT name FROM models ORDER BY id DESC LIMIT 2000) WHERE name LIKE ? ESCAPE ?',
  layer: steps('layers', 'name'),
  architecture:
    'SELECT DISTINCT architecture FROM (SELECT architecture FROM sensitivity_rollup UNION SELECT architecture FROM models WHERE id > (SELECT max(id) - 2000 FROM models)) WHERE architecture LIKE ? ESCAPE ?',
  metric: 'SELECT name FROM metric_keys WHERE name LIKE ? ESCAPE ?',
  param: steps('params', 'key'),
  dataset: 'SELECT DISTINCT name FROM datasets WHERE name LIKE ? ESCAPE ?',
  tag: 'SELECT DISTINCT name FROM tags WHERE name LIKE ? ESCAPE ?',
  name: 'SELECT name FROM names WHERE name LIKE ? ESCAPE ?',
  person: 'SELECT DISTINCT created_by FROM runs WHERE created_by LIKE ? ESCAPE ?',
};

/** Values that a column can have by what writes it. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  status: ['scheduled', 'running', 'finished', 'failed', 'killed'],
  method: ['train', 'sensitivity', 'prune', 'quantize', 'distill', 'pipeline'],
  split: ['train', 'validation', 'test'],
  engine: ['float', 'simulated', 'integer'],
  tensor: ['kernel', 'bias', 'activation'],
  stage: ['baseline', 'trained', 'pruned', 'finetuned', 'quantized', 'distilled', 'sensitivity'],
  granularity: ['element', 'filter'],
  scheme: ['symmetric', 'asymmetric'],
  role: ['base', 'teacher', 'assistant'],
  level: ['info', 'warning', 'error'],
};

/** The list of a column, by its table where its name alone says too little. */
function listOf(table: string | undefined, column: string): string | undefined {
  if (column === 'key') return table === 'params' ? 'param' : 'metric';
  if (column === 'name' && table) {
    const byTable: Record<string, string> = {
      experiments: 'experiment',
      runs: 'run',
      models: 'model',
      layers: 'layer',
      metric_keys: 'metric',
      datasets: 'dataset',
      tags: 'tag',
      names: 'name',
    };
    return byTable[table];
  }
  const byColumn: Record<string, string> = {
    layer: 'layer',
    layer_name: 'layer',
    architecture: 'architecture',
    dataset_name: 'dataset',
    created_by: 'person',
    updated_by: 'person',
    model: 'model',
  };
  return byColumn[column];
}

/**
 * Values that a column of the tracking database has, for the completion of texts in SQL: those that hold `part` (in any
 * case), at most 50; none for a column whose values cannot be listed quickly.
 */
export function listSqlValues(
  db: TrackingDatabase,
  column: { table?: string; column: string },
  part: string,
): string[] {
  const isTechnique = column.column === 'technique';
  const technique =
    column.table === 'run_results'
      ? ['baseline', 'prune', 'quantize', 'distill', 'combined']
      : ['prune', 'quantize'];
  const isLogLevel = column.column !== 'level' || column.table === 'run_logs';
  const words = isTechnique ? technique : isLogLevel ? WORDS[column.column] : undefined;
  if (words) return words.filter((word) => word.includes(part.toLowerCase()));
  const list = listOf(column.table, column.column);
  if (!list) return [];
  return db.sqlite
    .prepare(`${LISTS[list]} ORDER BY 1 LIMIT ${MOST_VALUES}`)
    .pluck()
    .all(`%${likeText(part)}%`, '\\') as string[];
}
