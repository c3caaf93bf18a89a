'use client';

import { useMemo, useState } from 'react';
import type { QueryResult } from '@/db/console/query-result';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import type { NoteCellInput } from '@/lib/domain/note-content';
import { inlineParams } from '@/lib/domain/sql/inline-params';
import { paramValues, type TypedParams } from '@/lib/domain/typed-param';
import { AddToNote } from '../../notes/add-to-note';
import { randomId } from '../random-id';
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
  /** Title of a new note that the result is added to; undefined when notes cannot ask for it. */
  noteTitle?: string;
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
  // A chart that was kept from another query shows nothing of this one.
  const drawn = chart && rows.length > 0 && fitsChart(chart, columns) ? chart : undefined;
  const cells = (): NoteCellInput[] => {
    // A note is to say what was asked: the values stand in the query.
    const query = { uid: randomId(), type: 'sql', source: inlineParams(sql, paramValues(params)) } as const;
    const settings = { cellUid: query.uid, spec: drawn };
    return drawn ? [query, { uid: randomId(), type: 'chart', settings }] : [query];
  };
  return (
    <ResultView
      result={result}
      source={source}
      maxHeight={props.maxHeight}
      addToNote={props.noteTitle !== undefined && <AddToNote cells={cells} title={props.noteTitle} />}
      onShowChart={columns.length > 0 ? show : undefined}
      chart={
        drawn && (
          <ChartPanel
            result={result}
            chart={drawn}
            onChange={onChartChange}
            height={Math.min(props.maxHeight, 420)}
          />
        )
      }
    />
  );
}
