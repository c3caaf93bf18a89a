import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, VisualMapContinuousComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartOption } from '@/app/charts/chart';
import { fitsChart, usualChart } from '@/app/console/results/chart-choice';
import { chartData } from '@/app/console/results/chart-data';
import { axisNames, chartHeight, chartOption } from '@/app/console/results/chart-option';
import { PALETTE } from '@/app/theme/palette';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import type { ExportedNote } from '@/db/notes/export/exported-note';
import type { ChartSpec } from '@/lib/domain/chart-spec';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  VisualMapContinuousComponent,
  SVGRenderer,
]);

const WIDTH = 760;

/** A chart over a result as SVG, drawn as in the app; undefined for a result without rows. */
export function chartSvg(
  result: { columns: ResultColumn[]; rows: Cell[][] },
  spec: ChartSpec | null,
  { rowCount, height = 380 }: { rowCount: string; height?: number },
): string | undefined {
  if (result.rows.length === 0 || result.columns.length === 0) return undefined;
  const chart = spec && fitsChart(spec, result.columns) ? spec : usualChart(result);
  const data = chartData(result, chart);
  if (!data) return undefined;
  const names = axisNames(result.columns, chart, rowCount);
  return optionSvg(chartOption(data, chart, names, PALETTE.light), chartHeight(data, chart, height));
}

/** A chart of the app as SVG, without what answers to a pointer; `height` in CSS pixels. */
export function optionSvg({ tooltip: _, ...option }: ChartOption, height: number): string {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    drawn.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option });
    // Its styles answer to a pointer only, by classes that each chart of the file would give another meaning.
    return drawn.renderToSVGString().replace(/<style[\s\S]*?<\/style>/g, '');
  } finally {
    drawn.dispose();
  }
}

/** The chart cells of a note as SVG, by uid; those without rows to draw are left out. */
export function noteCharts({ cells, results }: ExportedNote, rowCount: string): Map<string, string> {
  return new Map(
    cells.flatMap((cell): [string, string][] => {
      const result = cell.type === 'chart' ? results.get(cell.settings.cellUid ?? '') : undefined;
      const svg = result && cell.type === 'chart' && chartSvg(result, cell.settings.spec, { rowCount });
      return svg ? [[cell.uid, svg]] : [];
    }),
  );
}
