import { z } from 'zod';
import { metricKind } from './metric-kind';

/** The kinds of charts that a result can be drawn as. */
export const RESULT_CHARTS = ['line', 'bar', 'scatter', 'heatmap', 'histogram'] as const;

/** A column of a result: its name, or its place from 0 where the name occurs twice. */
const columnRefSchema = z.union([z.string(), z.number().int().min(0)]);
export type ColumnRef = z.infer<typeof columnRefSchema>;

/**
 * A chart over a result. `x` goes to the right (`histogram`: the values that are counted); `y` upwards, several
 * columns being several series (`heatmap`: the rows; `histogram`: none); `series` splits by the values of a column;
 * `value` is the colour of a heat map. Logarithmic axes leave out what is not above 0.
 */
export const chartSpecSchema = z.object({
  kind: z.enum(RESULT_CHARTS),
  x: columnRefSchema,
  y: z.array(columnRefSchema).max(8),
  series: columnRefSchema.optional(),
  value: columnRefSchema.optional(),
  isLogX: z.boolean().optional(),
  isLogY: z.boolean().optional(),
});
export type ChartSpec = z.infer<typeof chartSpecSchema>;

/** What is known of a column of a result: `type` as SQLite tells or declares it. */
export interface ChartColumn {
  readonly name: string;
  readonly type: string;
}

/** Rows of a result; each as long as the columns. */
export type ChartRows = readonly (readonly unknown[])[];

/** Names of what is counted up or set, and so goes to the right. */
const ORDERED =
  /(^|_)(step|epoch|round|level|rate|ratio|bits|pruned|temperature|alpha|batch_size|threads|bucket|position|day|week|month|hour)$|sparsity$/;
/** Names of figures over several rows. */
const AGGREGATE = /^(mean|avg|min|max|n|count|value)(_|$)/;
/** Names of what tells things apart. */
const IDENTIFIER = /^(id|uid|run|model|note|layer|experiment|seed)$|_(id|uid|hash|run|model|note)$/;
/** Names of what a row is one of, when its values are nearly all different. */
const SUBJECT = /^(run|model)(_id)?$/;
/** Names of what something costs, and so goes to the right of how good it is. */
const COST = /bytes$|(^|_)(macs|size|latency|seconds|ms)(_|$)/;
/** Names of how many were looked at: drawn only where nothing else is there. */
const COUNTED = /^(n|runs|models|samples|measurements|correct)$|_(count|samples)$/;
/** Most values of a text column for which lines, or bars, can be told apart. */
const MOST_SERIES = 12;
const MOST_BARS = 60;
/** Rows that are looked at to tell what a column holds. */
const SAMPLE = 2_000;

/** The place of a column, or undefined when the result has none of it. A name that occurs twice means its first. */
export function findChartColumn(columns: readonly ChartColumn[], ref: ColumnRef): number | undefined {
  const index = typeof ref === 'number' ? ref : columns.findIndex(({ name }) => name === ref);
  return index >= 0 && index < columns.length ? index : undefined;
}

/** How a column is named in a chart: by its name, by its place where an earlier one has the same. */
export function chartColumnRef(columns: readonly ChartColumn[], index: number): ColumnRef {
  const { name } = columns[index];
  return columns.findIndex((column) => column.name === name) === index ? name : index;
}

/**
 * A value of a result as a number to draw, or undefined for what is none: NULL, texts, blobs and infinities.
 * 64-bit integers and decimals, which come as texts of their digits, lose digits here: a pixel does not show them.
 */
export function chartNumber(value: unknown, column: ChartColumn): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const isWide = typeof value === 'string' && /INT|NUM/.test(column.type) && /^-?\d+(\.\d+)?$/.test(value);
  return isWide ? Number(value) : undefined;
}

/** True for columns of UTC milliseconds, which are named `*_at`. */
export function isTimeColumn(column: ChartColumn): boolean {
  return /_at$/.test(column.name) && !/TEXT|CHAR/.test(column.type);
}

/** True for names of what is measured, though {@link ORDERED} may know them; sparsity and bits are rather set. */
function isMeasured(name: string): boolean {
  const { better, word } = metricKind(name);
  return AGGREGATE.test(name) || (better !== undefined && word !== 'sparsity' && word !== 'bits');
}

interface Seen {
  index: number;
  isNumeric: boolean;
  isOrdered: boolean;
  isIdentifier: boolean;
  distinct: number;
}

function seenOf(column: ChartColumn, index: number, rows: ChartRows): Seen {
  const values = rows.slice(0, SAMPLE).map((row) => row[index]);
  const present = values.filter((value) => value !== null);
  const isNumeric = present.length > 0 && present.every((value) => chartNumber(value, column) !== undefined);
  const { name } = column;
  const isDate = !isNumeric && present.length > 0 && present.every(isDateText);
  return {
    index,
    isNumeric,
    isOrdered: isDate || (isNumeric && (isTimeColumn(column) || (ORDERED.test(name) && !isMeasured(name)))),
    isIdentifier: IDENTIFIER.test(name),
    distinct: new Set(present.map(String)).size,
  };
}

function isDateText(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d(-\d\d|$)/.test(value);
}

/**
 * The chart that a result is most likely wanted as, or undefined when it has no two rows or nothing to measure.
 * What is counted up or set (steps, levels, bits, times) goes to the right: lines, or a heat map where a text
 * column has too many values for lines. Else texts with a measure are bars, two measures are points, and one
 * measure alone is counted in a histogram. Rows of which each is a run or a model are points of quality over cost.
 */
export function defaultChart(columns: readonly ChartColumn[], rows: ChartRows): ChartSpec | undefined {
  if (rows.length < 2) return undefined;
  const seen = columns.map((column, index) => seenOf(column, index, rows));
  const ref = ({ index }: Seen) => chartColumnRef(columns, index);
  const ordered = seen.find(({ isOrdered, distinct }) => isOrdered && distinct > 1);
  const isCounted = ({ index }: Seen) => COUNTED.test(columns[index].name);
  const measures = seen
    .filter((column) => column.isNumeric && !column.isIdentifier && !column.isOrdered)
    .sort((a, b) => Number(isCounted(a)) - Number(isCounted(b)));
  const texts = seen.filter(
    (column) => (!column.isNumeric || column.isIdentifier) && !column.isOrdered && column.distinct > 1,
  );
  const measure = measures.find(({ index }) => isMeasured(columns[index].name)) ?? measures[0];
  const group = texts.find(({ distinct }) => distinct <= MOST_SERIES);

  if (!measure) {
    return ordered?.distinct && columns[ordered.index].type !== 'TEXT' && !texts.length
      ? { kind: 'histogram', x: ref(ordered), y: [] }
      : undefined;
  }
  const cost = measures.find(({ index }) => index !== measure.index && COST.test(columns[index].name));
  const isOfSubjects = seen.some(
    ({ index, distinct }) => SUBJECT.test(columns[index].name) && distinct > rows.length / 2,
  );
  if (isOfSubjects && cost)
    return { kind: 'scatter', x: ref(cost), y: [ref(measure)], ...(group && { series: ref(group) }) };
  if (ordered) {
    const crowded = texts.find(({ distinct }) => distinct > MOST_SERIES && distinct <= 200);
    if (!group && crowded && ordered.distinct <= 60 && rows.length > crowded.distinct)
      return { kind: 'heatmap', x: ref(ordered), y: [ref(crowded)], value: ref(measure) };
    return { kind: 'line', x: ref(ordered), y: [ref(measure)], ...(group && { series: ref(group) }) };
  }
  const named = texts.find(({ distinct }) => distinct <= MOST_BARS);
  if (named && named.distinct === rows.length) return { kind: 'bar', x: ref(named), y: [ref(measure)] };
  const second = measures.find(({ index }) => index !== measure.index);
  if (second)
    return { kind: 'scatter', x: ref(second), y: [ref(measure)], ...(group && { series: ref(group) }) };
  if (named) {
    const split = texts.find(({ index, distinct }) => index !== named.index && distinct <= MOST_SERIES);
    return { kind: 'bar', x: ref(named), y: [ref(measure)], ...(split && { series: ref(split) }) };
  }
  return { kind: 'histogram', x: ref(measure), y: [] };
}
