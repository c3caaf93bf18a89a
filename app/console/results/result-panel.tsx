'use client';

import { useMemo, useState } from 'react';
import type { QueryResult } from '@/db/console/query-result';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import type { TypedParams } from '@/lib/domain/typed-param';
import { fitsChart, usualChart } from './chart-choice';
import { ChartPanel } from './chart-panel';
import { ResultView } from './result-view';

/** The result of a statement as a grid or a chart, with copy and export. */
export function ResultPanel(props: {
  result: QueryResult;
  /** The statement as it was run, and its parameters. */
  sql: string;
  params: TypedParams;
  /** Name of the source that was asked, when it is not the tracking database. */
  connection?: string;
  /** The chart that is shown in the place of the grid. */
  chart: ChartSpec | undefined;
  onChartChange: (chart: ChartSpec | undefined) => void;
  onAddToNote?: () => void;
  /** CSS pixels. */
  maxHeight: number;
}) {
  const { result, sql, params, connection, chart, onChartChange } = props;
  const { columns, rows } = result;
  // Going back to the grid and to the chart again shows the same chart.
  const [last, setLast] = useState<ChartSpec>();
  const source = useMemo(() => ({ sql, params, connection }), [sql, params, connection]);

  const show = (isChart: boolean) => {
    if (!isChart) setLast(chart);
    onChartChange(isChart ? (last && fitsChart(last, columns) ? last : usualChart(result)) : undefined);
  };
  return (
    <ResultView
      result={result}
      source={source}
      maxHeight={props.maxHeight}
      onAddToNote={props.onAddToNote}
      onShowChart={columns.length > 0 ? show : undefined}
      chart={
        // A chart that was kept from another query shows nothing of this one.
        chart &&
        rows.length > 0 &&
        fitsChart(chart, columns) && (
          <ChartPanel
            result={result}
            chart={chart}
            onChange={onChartChange}
            height={Math.min(props.maxHeight, 420)}
          />
        )
      }
    />
  );
}
