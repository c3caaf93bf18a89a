import Table from 'cli-table3';
import type { QueryResult } from '@/db/console/query-result';
import { TOLERATED_DROP } from '@/lib/domain/sensitivity';

/**
 * "Which layers are prune-sensitive?" as one SQL query over the sensitivity runs of a parent run: for each layer the
 * lowest sparsity that costs more than one point of accuracy, the drop at 80, 90 and 95 %, and the accuracy at 90 %
 * with its 95 % Wilson interval. The most sensitive layer comes first.
 */
export function sensitivityQuestion(parentRunId: number): string {
  return `WITH measured AS (
  SELECT m.name AS model, l.name AS layer, s.level, s.accuracy, s.accuracy_drop AS lost, s.split, s.samples
  FROM layer_sensitivity s
  JOIN runs r ON r.id = s.run_id
  JOIN layers l ON l.id = s.layer_id
  JOIN models m ON m.id = l.model_id
  WHERE r.parent_run_id = ${parentRunId} AND s.technique = 'prune'
)
SELECT model, layer,
  min(level) FILTER (WHERE lost > ${TOLERATED_DROP}) AS sensitive_from,
  round(100 * max(lost) FILTER (WHERE level = 0.8), 2) AS drop_at_80,
  round(100 * max(lost) FILTER (WHERE level = 0.9), 2) AS drop_at_90,
  round(100 * max(lost) FILTER (WHERE level = 0.95), 2) AS drop_at_95,
  round(100 * max(accuracy) FILTER (WHERE level = 0.9), 2) AS accuracy_at_90,
  round(100 * max((accuracy + 1.9208 / samples - 1.96 * sqrt(accuracy * (1 - accuracy) / samples + 0.9604 / samples / samples)) / (1 + 3.8416 / samples)) FILTER (WHERE level = 0.9), 2) AS low_95,
  round(100 * max((accuracy + 1.9208 / samples + 1.96 * sqrt(accuracy * (1 - accuracy) / samples + 0.9604 / samples / samples)) / (1 + 3.8416 / samples)) FILTER (WHERE level = 0.9), 2) AS high_95,
  split, samples
FROM measured
GROUP BY model, layer
ORDER BY model, coalesce(sensitive_from, 1), drop_at_95 DESC`;
}

/** Prints the answer to {@link sensitivityQuestion} on standard output. */
export function printSensitivity({ columns, rows }: QueryResult): void {
  const table = new Table({
    head: columns.map(({ name }) => name),
    colAligns: columns.map((_, index) => (index >= 2 && index <= 8 ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map((cell) => (cell === null ? 'none tried' : String(cell))));
  process.stdout.write(
    `${table.toString()}\nsensitive_from: the lowest sparsity at which pruning this layer alone, without fine-tuning, costs more than ${100 * TOLERATED_DROP} point of accuracy.\n`,
  );
}
