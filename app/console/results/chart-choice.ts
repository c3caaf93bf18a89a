import type { QueryResult, ResultColumn } from '@/db/console/query-result';
import { type ChartSpec, defaultChart, findChartColumn } from '@/lib/domain/chart-spec';

/** True when a result has the columns of a chart. */
export function fitsChart(chart: ChartSpec, columns: ResultColumn[]): boolean {
  const refs = [chart.x, ...chart.y, chart.series, chart.value].filter((ref) => ref !== undefined);
  return refs.every((ref) => findChartColumn(columns, ref) !== undefined);
}

/** The chart that a result is most likely wanted as; bars over the first column where none suggests itself. */
export function usualChart({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): ChartSpec {
  const numbers = columns.filter((_, index) => rows.some((row) => typeof row[index] === 'number'));
  const measure = numbers.at(-1) ?? columns[columns.length - 1];
  return defaultChart(columns, rows) ?? { kind: 'bar', x: columns[0].name, y: [measure.name] };
}
