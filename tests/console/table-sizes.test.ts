import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { listTableSizes } from '@/db/queries/table-sizes';

describe('rows of each table', () => {
  let folder: string;
  let db: TrackingDatabase;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lathe-sizes-'));
    db = openTrackingDatabase(folder);
    db.sqlite.exec(`
      CREATE TABLE "odd ""name" (a);
      CREATE TABLE keyed (a PRIMARY KEY) WITHOUT ROWID;
      CREATE VIEW seen AS SELECT * FROM keyed;`);
    fill('"odd ""name"', 1000);
    fill('keyed', 1001);
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fill = (table: string, rows: number, from = 1) =>
    db.sqlite.exec(
      `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + rows - 1})
       INSERT INTO ${table} SELECT i FROM n`,
    );
  const fillHistograms = (rows: number) =>
    db.sqlite.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
       INSERT INTO layer_histogram_rows (run_id, layer_id, tensor_id, stage_id, step, zeros, histogram)
       SELECT i, 1, 1, 12, 0, 0, x'00' FROM n`,
    );
  const sizeOf = (table: string) => listTableSizes(db).find((size) => size.table === table);

  it('is counted up to a thousand', () => {
    expect(sizeOf('odd "name')).toEqual({ table: 'odd "name', rows: 1000, isEstimate: false });
  });

  it('beyond, is the largest rowid, and said to be an estimate', () => {
    fill('"odd ""name"', 500, 1001);
    db.sqlite.exec('DELETE FROM "odd ""name" WHERE a <= 100');
    expect(sizeOf('odd "name')).toEqual({ table: 'odd "name', rows: 1500, isEstimate: true });
  });

  it('of a table without rowid is counted further, and beyond that said to be more', () => {
    expect(sizeOf('keyed')).toEqual({ table: 'keyed', rows: 1001, isEstimate: false });
    fill('keyed', 8999, 1002);
    expect(sizeOf('keyed')).toEqual({ table: 'keyed', rows: 10_000, isEstimate: false });
    fill('keyed', 1, 10_001);
    expect(sizeOf('keyed')).toEqual({ table: 'keyed', rows: 10_000, isEstimate: false, isBound: true });
  });

  it('beyond, is what the statistics tell where there are some', () => {
    db.sqlite.exec('ANALYZE keyed');
    expect(sizeOf('keyed')).toEqual({ table: 'keyed', rows: 1001, isEstimate: true });
  });

  it('of a view is counted up to a thousand, and beyond that said to be more: it would have to be read whole', () => {
    expect(sizeOf('seen')).toEqual({ table: 'seen', rows: 1000, isEstimate: false, isBound: true });
    db.sqlite.exec('DELETE FROM keyed WHERE a > 999');
    expect(sizeOf('seen')).toEqual({ table: 'seen', rows: 999, isEstimate: false });
  });

  it('of a view with a row for each of a table is about that of the table', () => {
    db.sqlite.pragma('foreign_keys = OFF');
    fillHistograms(1200);
    expect(sizeOf('layer_histogram_rows')).toMatchObject({ rows: 1200, isEstimate: false });
    expect(sizeOf('layer_histograms')).toEqual({ table: 'layer_histograms', rows: 1200, isEstimate: true });
    expect(sizeOf('metrics')).toEqual({ table: 'metrics', rows: 0, isEstimate: false });
  });
});
