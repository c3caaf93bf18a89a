import { LAYER_QUANTITIES, type LayerQuantity } from '@/db/queries/compare-layers';
import type { Better } from '@/lib/domain/metric-kind';
import { METRIC_PICKS, type MetricPick } from '@/lib/domain/run-columns';
import { MOST_SMOOTHING, type ShownWindow, X_MODES, type XMode } from '../runs/curves/curve-x';
import type { Frame } from './scatter-option';

/** A span of an axis of the parallel coordinates; several of one axis add up. */
export interface BrushedSpan {
  column: string;
  span: ShownWindow;
}

/** How a comparison is looked at; the address holds all of it. */
export interface CompareSettings {
  /** The run that differences are measured from. */
  base?: number;
  /** All keys instead of those that differ. */
  all: boolean;
  search: string;
  pick: MetricPick;
  /** Metric of the curves. */
  metric?: string;
  isLogarithmic: boolean;
  smoothing: number;
  /** What curves are drawn against. */
  against: XMode;
  /** Part of the curves' x axis: steps, epochs, or seconds since the start of each run. */
  zoom?: ShownWindow;
  /** What colours tell apart: `run`, or the id of a column. */
  color: string;
  x: string;
  y: string;
  xBetter?: Better;
  yBetter?: Better;
  /** Part of the scatter that is shown. */
  frame?: Frame;
  /** Columns of the parallel coordinates; those that tell most when empty. */
  axes: string[];
  /** Spans of those axes that are marked. */
  brush: BrushedSpan[];
  layers: LayerQuantity;
  /** Sensitivity level as `prune:0.9`. */
  level?: string;
  /** Runs that stand out in all charts. */
  marked: number[];
}

export const DEFAULT_SETTINGS: CompareSettings = {
  all: false,
  search: '',
  pick: 'last',
  isLogarithmic: false,
  smoothing: 0,
  against: 'step',
  color: 'run',
  x: 'stored_bytes',
  y: 'accuracy',
  axes: [],
  brush: [],
  layers: 'sparsity',
  marked: [],
};

/** Run ids in a text such as "1,2 #3", each once; whatever is no id is left out. */
export function parseRunIds(text: string): number[] {
  const ids = text.match(/\d{1,15}/g)?.map(Number) ?? [];
  return [...new Set(ids)].filter((id) => id > 0);
}

/** A part of an axis as `1.5..20`; undefined for what is none. */
export function parseRange(text: string): ShownWindow | undefined {
  const ends = text.split('..').map((end) => (end === '' ? Number.NaN : Number(end)));
  const [from, to] = ends;
  return ends.length === 2 && Number.isFinite(from) && Number.isFinite(to) && from < to
    ? { from, to }
    : undefined;
}

function parseFrame(text: string): Frame | undefined {
  const [x, y] = text.split(',').map(parseRange);
  return x && y ? { x, y } : undefined;
}

function rangeText({ from, to }: ShownWindow): string {
  return `${from}..${to}`;
}

/** The ids and settings in an address; what it does not say, or says wrong, is as by default. */
export function parseAddress(query: URLSearchParams): { runIds: number[]; settings: CompareSettings } {
  const text = (name: string) => query.get(name) || undefined;
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === query.get(name));
  return {
    runIds: parseRunIds(query.getAll('runs').join(',')),
    settings: {
      base: parseRunIds(query.get('base') ?? '')[0],
      all: query.get('all') === '1',
      search: query.get('search') ?? '',
      pick: oneOf('pick', METRIC_PICKS) ?? DEFAULT_SETTINGS.pick,
      metric: text('metric'),
      isLogarithmic: query.get('log') === '1',
      smoothing: Math.min(Math.max(Number(query.get('smoothing')) || 0, 0), MOST_SMOOTHING),
      against: oneOf('against', X_MODES) ?? DEFAULT_SETTINGS.against,
      zoom: parseRange(query.get('zoom') ?? ''),
      color: text('color') ?? DEFAULT_SETTINGS.color,
      x: text('x') ?? DEFAULT_SETTINGS.x,
      y: text('y') ?? DEFAULT_SETTINGS.y,
      xBetter: oneOf('xbetter', ['more', 'less']),
      yBetter: oneOf('ybetter', ['more', 'less']),
      frame: parseFrame(query.get('frame') ?? ''),
      axes: [...new Set(query.getAll('axis').filter(Boolean))],
      brush: query.getAll('brush').flatMap((text) => {
        // The name of a column may hold colons as well.
        const [range] = text.split(':', 1);
        const [column, span] = [text.slice(range.length + 1), parseRange(range)];
        return column !== '' && span ? [{ column, span }] : [];
      }),
      layers: oneOf('layers', LAYER_QUANTITIES) ?? DEFAULT_SETTINGS.layers,
      level: text('level'),
      marked: parseRunIds(query.get('marked') ?? ''),
    },
  };
}

/** The address of a comparison: only what differs from the default is said. */
export function compareAddress(
  runIds: readonly number[],
  settings: CompareSettings = DEFAULT_SETTINGS,
): string {
  const query = new URLSearchParams();
  const say = (name: string, value: string | undefined, unsaid = '') => {
    if (value !== undefined && value !== unsaid) query.set(name, value);
  };
  say('base', settings.base?.toString());
  say('all', settings.all ? '1' : '');
  say('search', settings.search);
  say('pick', settings.pick, DEFAULT_SETTINGS.pick);
  say('metric', settings.metric);
  say('log', settings.isLogarithmic ? '1' : '');
  say('smoothing', String(settings.smoothing), String(DEFAULT_SETTINGS.smoothing));
  say('against', settings.against, DEFAULT_SETTINGS.against);
  say('zoom', settings.zoom && rangeText(settings.zoom));
  say('color', settings.color, DEFAULT_SETTINGS.color);
  say('x', settings.x, DEFAULT_SETTINGS.x);
  say('y', settings.y, DEFAULT_SETTINGS.y);
  say('xbetter', settings.xBetter);
  say('ybetter', settings.yBetter);
  say('frame', settings.frame && `${rangeText(settings.frame.x)},${rangeText(settings.frame.y)}`);
  for (const axis of settings.axes) query.append('axis', axis);
  for (const { column, span } of settings.brush) query.append('brush', `${rangeText(span)}:${column}`);
  say('layers', settings.layers, DEFAULT_SETTINGS.layers);
  say('level', settings.level);
  say('marked', settings.marked.join(','));
  // Commas are allowed in a query and keep 200 ids readable.
  const rest = query.toString();
  return `/compare?runs=${runIds.join(',')}${rest ? `&${rest}` : ''}`;
}
