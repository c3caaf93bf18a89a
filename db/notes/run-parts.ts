import type { KeptTable, RunPart } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';
import { getCurveIndex, readRunCurves } from '../queries/metric-series';

/** Points of each curve in a part. */
const MOST_POINTS = 200;
/** Layers in a part. */
const MOST_LAYERS = 500;

const SUMMARY = `
  SELECT r.name, r.method, r.status, r.seed, r.dataset_name AS dataset, s.architecture, s.parameters, s.nonzeros,
    s.sparsity, s.bits, s.macs, s.stored_bytes, s.compression_ratio, s.test_samples, s.test_accuracy,
    s.accuracy_drop, s.latency_ms, r.duration_ms, r.backend
  FROM runs r LEFT JOIN run_results s ON s.run_id = r.id WHERE r.id = :run`;

const LAYERS = `
  SELECT l.name AS layer, l.type, l.parameters, l.nonzeros,
    round(1 - l.nonzeros * 1.0 / nullif(l.parameters, 0), 6) AS sparsity, l.macs
  FROM layers l JOIN runs r ON r.output_model_id = l.model_id WHERE r.id = :run ORDER BY l.position LIMIT ${MOST_LAYERS}`;

/**
 * Parts of a run as tables, to show, to keep in a note and to export; a summary has a row for each fact. Those that are
 * unknown are left out; a run that is gone has none. Curves are thinned as `readRunCurves` tells; a value that is no finite
 * number is its name as a text.
 */
export function readRunParts(
  db: TrackingDatabase,
  runId: number,
  parts: readonly RunPart[],
): Partial<Record<RunPart, KeptTable>> {
  const { sqlite } = db;
  const read = (sql: string): KeptTable => {
    const statement = sqlite.prepare(sql);
    const columns = statement
      .columns()
      .map(({ name, type }) => ({ name, type: type?.toUpperCase() ?? 'ANY' }));
    return { columns, rows: statement.raw().all({ run: runId }) as KeptTable['rows'] };
  };
  const readers: Record<RunPart, () => KeptTable> = {
    summary: () => turned(read(SUMMARY)),
    curves: () => curvesOf(db, runId),
    layers: () => read(LAYERS),
  };
  if (!sqlite.prepare('SELECT 1 FROM runs WHERE id = ?').get(runId)) return {};
  return Object.fromEntries(parts.map((part) => [part, readers[part]()]));
}

/** All curves but those of the machine, thinned so that no smallest or largest value is lost. */
function curvesOf(db: TrackingDatabase, runId: number): KeptTable {
  const keyIds = getCurveIndex(db, runId).keys.flatMap(({ id, key }) =>
    key.startsWith('system/') ? [] : [id],
  );
  return {
    columns: [
      { name: 'key', type: 'TEXT' },
      { name: 'step', type: 'INTEGER' },
      { name: 'value', type: 'REAL' },
    ],
    rows: readRunCurves(db, runId, keyIds, {}, MOST_POINTS).flatMap(({ key, steps, values }) =>
      // JSON has no number for NaN and the infinities.
      values.map((value, index) => [key, steps[index], Number.isFinite(value) ? value : String(value)]),
    ),
  };
}

/** One row of many columns as rows of a name and a value. */
function turned({ columns, rows: [row = []] }: KeptTable): KeptTable {
  return {
    columns: [
      { name: 'fact', type: 'TEXT' },
      { name: 'value', type: 'ANY' },
    ],
    rows: columns.flatMap(({ name }, index) => (row[index] === null ? [] : [[name, row[index]]])),
  };
}
