import type { LayerComparison } from '@/db/queries/compare-layers';
import { type ComparedFact, factSql } from '@/db/queries/compare-runs';
import { parseColumnId } from '@/lib/domain/run-columns';
import type { ShownWindow } from '../runs/curves/curve-x';
import { isComparedFact } from './columns';

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function listOf(runIds: readonly number[]): string {
  return runIds.join(', ');
}

/** Most runs that become columns of an answer; more are rows. */
const MOST_PIVOTED = 8;

/** The facts of the runs. */
export function factsSql(runIds: readonly number[], facts: readonly ComparedFact[]): string {
  return `-- Facts of the compared runs
SELECT r.id AS run, r.name, ${facts.map((fact) => `${factSql(fact)} AS ${fact}`).join(',\n  ')}
FROM runs r
JOIN experiments e ON e.id = r.experiment_id
JOIN run_results s ON s.run_id = r.id
WHERE r.id IN (${listOf(runIds)})
ORDER BY r.id`;
}

/** Params: a column for each of a few runs, else a row for each value. */
export function paramsSql(runIds: readonly number[], onlyDiffering: boolean, search: string): string {
  const where = [`run_id IN (${listOf(runIds)})`];
  if (search) where.push(`instr(lower(key), lower(${quoted(search)})) > 0`);
  const having = onlyDiffering
    ? `\nHAVING count(*) < ${runIds.length} OR min(coalesce(value_text, '')) <> max(coalesce(value_text, ''))`
    : '';
  const keys = `FROM params\nWHERE ${where.join(' AND ')}\nGROUP BY key${having}`;
  if (runIds.length <= MOST_PIVOTED) {
    const columns = runIds.map((id) => `max(CASE WHEN run_id = ${id} THEN value_text END) AS run_${id}`);
    return `-- Params of the compared runs\nSELECT key, ${columns.join(',\n  ')}\n${keys}\nORDER BY key`;
  }
  return `-- Params of the compared runs
SELECT run_id AS run, key, value_text, value_num FROM params
WHERE run_id IN (${listOf(runIds)}) AND key IN (
SELECT key ${keys}
)
ORDER BY key, run_id`;
}

/** Metrics: last, smallest and largest value of each. */
export function metricsSql(runIds: readonly number[], search: string): string {
  const and = search ? `\n  AND instr(lower(k.name), lower(${quoted(search)})) > 0` : '';
  return `-- Metrics of the compared runs
SELECT k.name AS key, m.run_id AS run, m.last_value, m.last_is_nan, m.last_step, m.min_value, m.max_value, m.point_count
FROM run_metrics m
JOIN metric_keys k ON k.id = m.key_id
WHERE m.run_id IN (${listOf(runIds)})${and}
ORDER BY k.name, m.run_id`;
}

/** Every point of a metric, in the shown steps. */
export function curvesSql(runIds: readonly number[], metric: string, steps: ShownWindow | undefined): string {
  const and = steps ? `\n  AND step BETWEEN ${steps.from} AND ${steps.to}` : '';
  return `-- One metric of the compared runs, every point
SELECT run_id AS run, step, value, is_nan
FROM metrics
WHERE run_id IN (${listOf(runIds)}) AND key = ${quoted(metric)}${and}
ORDER BY run_id, step, attempt, seq`;
}

/** Chosen columns, a row for each run. */
export function columnsSql(runIds: readonly number[], columns: readonly string[]): string {
  const parts = [...new Set(columns)].map(
    (column) => `${columnSql(column)} AS "${column.replaceAll('"', '""')}"`,
  );
  return `-- Chosen quantities of the compared runs
SELECT ${['r.id AS run', 'r.name', 's.technique AS method_of_compression', ...parts, 's.test_correct', 's.test_samples'].join(',\n  ')}
FROM runs r
JOIN experiments e ON e.id = r.experiment_id
JOIN run_results s ON s.run_id = r.id
WHERE r.id IN (${listOf(runIds)})
ORDER BY r.id`;
}

function columnSql(column: string): string {
  if (isComparedFact(column)) return factSql(column);
  const parsed = parseColumnId(column);
  if (parsed?.type === 'param')
    return `(SELECT coalesce(value_num, value_text) FROM params WHERE run_id = r.id AND key = ${quoted(parsed.key)})`;
  if (parsed?.type === 'metric')
    return `(SELECT m.${parsed.pick}_value FROM run_metrics m JOIN metric_keys k ON k.id = m.key_id
   WHERE m.run_id = r.id AND k.name = ${quoted(parsed.key)})`;
  return 'NULL';
}

/** What the heat map is made of: last sparsities, drops at the level, or the histograms behind the distances. */
export function layersSql(runIds: readonly number[], comparison: LayerComparison): string {
  if (comparison.quantity === 'drop' && comparison.level) {
    const { technique, level } = comparison.level;
    return `-- Accuracy lost when one layer alone is compressed
SELECT l.name AS layer, s.run_id AS run, s.accuracy_drop, s.accuracy, s.correct, s.samples, s.granularity, s.achieved_sparsity
FROM layer_sensitivity s
JOIN layers l ON l.id = s.layer_id
WHERE s.run_id IN (${listOf(runIds)}) AND s.technique = '${technique}' AND s.level = ${level}
ORDER BY l.position, s.run_id`;
  }
  const last = (table: string) => `ROW_NUMBER() OVER (
    PARTITION BY ${table}.run_id, ${table}.layer_id
    ORDER BY ${table}.step DESC, CASE ${table}.stage WHEN 'distilled' THEN 5 WHEN 'quantized' THEN 4
      WHEN 'finetuned' THEN 3 WHEN 'pruned' THEN 2 WHEN 'trained' THEN 1 ELSE 0 END DESC)`;
  if (comparison.quantity === 'wasserstein')
    return `-- Last recorded distribution of each layer; the distances are computed from the 64 bins of these histograms
SELECT layer, run, stage, step, zeros, hex(histogram) AS histogram, q05, q50, q95
FROM (
  SELECT h.layer, h.run_id AS run, h.stage, h.step, h.zeros, h.histogram, s.q05, s.q50, s.q95, h.layer_id,
    ${last('h')} AS place
  FROM layer_histograms h
  JOIN layer_stats s ON s.run_id = h.run_id AND s.layer_id = h.layer_id AND s.tensor = h.tensor
    AND s.stage = h.stage AND s.step = h.step
  WHERE h.run_id IN (${listOf(runIds)}) AND h.tensor = 'kernel' AND h.stage <> 'sensitivity'
)
WHERE place = 1
ORDER BY layer, run`;
  return `-- Sparsity of each layer at the end of each run
SELECT layer, run, stage, step, sparsity, value_count
FROM (
  SELECT s.layer, s.run_id AS run, s.stage, s.step, s.sparsity, s.value_count,
    ${last('s')} AS place
  FROM layer_stats s
  WHERE s.run_id IN (${listOf(runIds)}) AND s.tensor = 'kernel' AND s.stage <> 'sensitivity'
)
WHERE place = 1
ORDER BY layer, run`;
}
