import { parseColumnId, type RunColumn } from '@/lib/domain/run-columns';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { sqlLiteral } from '@/lib/domain/sql/literal';
import { cellOf, FACT_SOURCES } from './run-grid-facts';
import { runGroupsSql } from './run-grid-groups';
import { orderOf, sortColumns } from './run-grid-order';
import { scopeCondition } from './run-grid-selection';
import { sqlName } from './sql-text';

/**
 * A query for the console that gives what the grid shows of a selection: the same runs or groups, columns and order,
 * all rows. Needs no database.
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read.
 */
export function runGridSql(selection: RunGridSelection): string {
  if (selection.groupBy.length > 0) return runGroupsSql(selection);
  const columns = [...new Set(['id', 'name', ...selection.columns])].flatMap((id) => {
    const column = parseColumnId(id);
    return column ? [`${columnSql(column)} AS ${sqlName(columnTitle(column))}`] : [];
  });
  return `SELECT ${columns.join(',\n  ')}
FROM runs r
JOIN run_results s ON s.run_id = r.id
WHERE ${scopeCondition(selection, sqlLiteral)}
ORDER BY ${orderOf('s.run_id', sortColumns(selection.sort), sqlLiteral)}`;
}

function columnSql(column: RunColumn): string {
  if (column.type !== 'fact') return cellOf('s.run_id', column, sqlLiteral);
  const { table, sql } = FACT_SOURCES[column.id];
  if (/^\w+$/.test(sql) && table === 'runs') return `r.${sql}`;
  if (/^\w+$/.test(sql) && table === 'run_results') return `s.${sql}`;
  return cellOf('s.run_id', column, sqlLiteral);
}

/** A column as the filter language names it: `accuracy`, `params.KEY`, `metrics.KEY`, `min(metrics.KEY)`. */
export function columnTitle(column: RunColumn): string {
  switch (column.type) {
    case 'fact':
      return column.id;
    case 'param':
      return `params.${column.key}`;
    case 'metric':
      return column.pick === 'last' ? `metrics.${column.key}` : `${column.pick}(metrics.${column.key})`;
  }
}
