import type Database from 'better-sqlite3';

/** What runs have measured of a layer at a level, all of them together. */
export interface Measured {
  architecture: string;
  layer: string;
  technique: string;
  granularity: string;
  level: number;
  measurements: number;
  dropSum: number;
  dropMax: number;
}

/** What is {@link Measured} by runs; the runs are to be put in place of `ids`. */
export const MEASURED = `
  SELECT m.architecture, l.name AS layer, s.technique, s.granularity, s.level, count(*) AS measurements,
    sum(s.accuracy_drop) AS dropSum, max(s.accuracy_drop) AS dropMax
  FROM layer_sensitivity s JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id
  WHERE s.run_id IN ids GROUP BY 1, 2, 3, 4, 5`;

/**
 * Takes what deleted rows had measured out of `sensitivity_rollup`. The remaining rows of a layer, which may be
 * hundreds of thousands, are read again only where the largest drop has gone with them. To be called inside the
 * transaction that deleted the rows.
 */
export function takeFromRollup(sqlite: Database.Database, measured: readonly Measured[]): void {
  const subtract = sqlite.prepare(`
    UPDATE sensitivity_rollup SET measurements = measurements - @measurements, drop_sum = drop_sum - @dropSum
    WHERE architecture = @architecture AND layer_name = @layer AND technique = @technique
      AND granularity = @granularity AND level = @level
    RETURNING measurements AS rest, drop_max AS largest`);
  const remove = sqlite.prepare('DELETE FROM sensitivity_rollup WHERE measurements <= 0');
  const stale = new Map<string, Measured>();
  for (const group of measured) {
    const left = subtract.get(group) as { rest: number; largest: number } | undefined;
    if (left && left.rest > 0 && group.dropMax >= left.largest) {
      stale.set(JSON.stringify([group.architecture, group.layer]), group);
    }
  }
  if (measured.length > 0) remove.run();
  for (const { architecture, layer } of stale.values()) rollUpLayer(sqlite, architecture, layer);
}

/** Makes the rollup of a layer again from the rows that are left. */
function rollUpLayer(sqlite: Database.Database, architecture: string, layer: string): void {
  sqlite
    .prepare('DELETE FROM sensitivity_rollup WHERE architecture = ? AND layer_name = ?')
    .run(architecture, layer);
  sqlite
    .prepare(`
      INSERT INTO sensitivity_rollup (architecture, layer_name, technique, granularity, level, measurements, drop_sum, drop_max)
      SELECT m.architecture, l.name, s.technique, s.granularity, s.level, count(*), sum(s.accuracy_drop), max(s.accuracy_drop)
      FROM layers l JOIN models m ON m.id = l.model_id JOIN layer_sensitivity s ON s.layer_id = l.id
      WHERE l.name = ? AND m.architecture = ? GROUP BY s.technique, s.granularity, s.level`)
    .run(layer, architecture);
}
