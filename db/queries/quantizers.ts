import type { TrackingDatabase } from '../client';

/** The quantizers of a tensor: one for all values, or the reach of those of its channels. */
export interface QuantizerSummary {
  layer: string;
  tensor: string;
  bits: number;
  scheme: string;
  channels: number;
  /** One quantizer for each channel; otherwise one for the whole tensor. */
  isPerChannel: boolean;
  scaleMin: number;
  scaleMax: number;
  zeroPointMin: number;
  zeroPointMax: number;
  rangeMin: number;
  rangeMax: number;
  clippedFraction: number;
  sqnrDb: number | null;
  /** By channel, at most {@link MOST_STRIP_BARS} bars, each the worst of its channels; empty for a whole tensor. */
  strip: QuantizerBar[];
  method: string;
  samples: number;
}

/** One or more channels beside each other: the largest scale and clipped share, the smallest SQNR. */
export interface QuantizerBar {
  /** First and last channel. */
  from: number;
  to: number;
  scale: number;
  clippedFraction: number;
  sqnrDb: number | null;
}

/** Bars of a strip of channels. */
export const MOST_STRIP_BARS = 96;

interface QuantizerRow {
  calibrationId: number;
  layerId: number;
  layer: string;
  tensor: string;
  channel: number;
  bits: number;
  scheme: string;
  scale: number;
  zeroPoint: number;
  rangeMin: number;
  rangeMax: number;
  clippedFraction: number;
  sqnrDb: number | null;
  method: string;
  samples: number;
}

/** The quantizers a run made, by layer and tensor: kernels before activations, layers in the order of the network. */
export function listQuantizers(db: TrackingDatabase, runId: number): QuantizerSummary[] {
  const rows = db.sqlite
    .prepare(`
      SELECT c.id AS calibrationId, q.layer_id AS layerId, l.name AS layer, q.tensor, q.channel, q.bits, q.scheme, q.scale,
        q.zero_point AS zeroPoint, q.range_min AS rangeMin, q.range_max AS rangeMax,
        q.clipped_fraction AS clippedFraction, q.sqnr_db AS sqnrDb, c.method, c.samples
      FROM calibrations c JOIN quantizers q ON q.calibration_id = c.id JOIN layers l ON l.id = q.layer_id
      WHERE c.run_id = ? ORDER BY c.id, l.position, q.tensor DESC, q.channel`)
    .all(runId) as QuantizerRow[];
  const groups = new Map<string, QuantizerRow[]>();
  for (const row of rows) {
    const key = `${row.calibrationId} ${row.layerId} ${row.tensor}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map(summary);
}

function summary(rows: QuantizerRow[]): QuantizerSummary {
  const [{ layer, tensor, bits, scheme, method, samples }] = rows;
  const isPerChannel = rows.some(({ channel }) => channel >= 0);
  const known = rows.flatMap(({ sqnrDb }) => sqnrDb ?? []);
  return {
    layer,
    tensor,
    bits,
    scheme,
    channels: rows.length,
    isPerChannel,
    scaleMin: least(rows, 'scale'),
    scaleMax: most(rows, 'scale'),
    zeroPointMin: least(rows, 'zeroPoint'),
    zeroPointMax: most(rows, 'zeroPoint'),
    rangeMin: least(rows, 'rangeMin'),
    rangeMax: most(rows, 'rangeMax'),
    clippedFraction: rows.reduce((sum, row) => sum + row.clippedFraction, 0) / rows.length,
    sqnrDb: known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null,
    strip: isPerChannel ? strip(rows) : [],
    method,
    samples,
  };
}

function strip(rows: QuantizerRow[]): QuantizerBar[] {
  const bars = Math.min(rows.length, MOST_STRIP_BARS);
  return Array.from({ length: bars }, (_, bar) => {
    const part = rows.slice(
      Math.floor((bar * rows.length) / bars),
      Math.floor(((bar + 1) * rows.length) / bars),
    );
    const known = part.flatMap(({ sqnrDb }) => sqnrDb ?? []);
    return {
      from: part[0].channel,
      to: part[part.length - 1].channel,
      scale: most(part, 'scale'),
      clippedFraction: most(part, 'clippedFraction'),
      sqnrDb: known.length > 0 ? Math.min(...known) : null,
    };
  });
}

type NumberField = 'scale' | 'zeroPoint' | 'rangeMin' | 'rangeMax' | 'clippedFraction';

function least(rows: QuantizerRow[], field: NumberField): number {
  return rows.reduce((low, row) => Math.min(low, row[field]), Number.POSITIVE_INFINITY);
}

function most(rows: QuantizerRow[], field: NumberField): number {
  return rows.reduce((high, row) => Math.max(high, row[field]), Number.NEGATIVE_INFINITY);
}
