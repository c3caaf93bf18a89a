import type { TrackingDatabase } from '../client';

/** The quantizers of a tensor: one for all values, or the reach of those of its channels. */
export interface QuantizerSummary {
  layer: string;
  tensor: string;
  bits: number;
  scheme: string;
  channels: number;
  scaleMin: number;
  scaleMax: number;
  zeroPointMin: number;
  zeroPointMax: number;
  rangeMin: number;
  rangeMax: number;
  clippedFraction: number;
  sqnrDb: number | null;
  method: string;
  samples: number;
}

/** The quantizers a run made, by layer and tensor. */
export function listQuantizers(db: TrackingDatabase, runId: number): QuantizerSummary[] {
  return db.sqlite
    .prepare(`
      SELECT l.name AS layer, q.tensor, q.bits, q.scheme, count(*) AS channels, min(q.scale) AS scaleMin,
        max(q.scale) AS scaleMax, min(q.zero_point) AS zeroPointMin, max(q.zero_point) AS zeroPointMax,
        min(q.range_min) AS rangeMin, max(q.range_max) AS rangeMax, avg(q.clipped_fraction) AS clippedFraction,
        avg(q.sqnr_db) AS sqnrDb, c.method, c.samples
      FROM calibrations c JOIN quantizers q ON q.calibration_id = c.id JOIN layers l ON l.id = q.layer_id
      WHERE c.run_id = ? GROUP BY c.id, q.layer_id, q.tensor ORDER BY c.id, l.position, q.tensor DESC`)
    .all(runId) as QuantizerSummary[];
}
