import type { KeptTable, RunPart } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';

/** Points of each curve in a part; evenly spread ones, the last among them. */
const MOST_POINTS = 200;
/** Layers in a part. */
const MOST_LAYERS = 500;

const SUMMARY = `
  SELECT r.name, r.method, r.status, r.seed, r.dataset_name AS dataset, s.architecture, s.parameters, s.nonzeros,
    s.sparsity, s.bits, s.macs, s.stored_bytes, s.compression_ratio, s.test_samples, s.test_accuracy,
    s.accuracy_drop, s.latency_ms, r.duration_ms, r.backend
  FROM runs r LEFT JOIN run_results s ON s.run_id = r.id WHERE r.id = :run`;

const CURVES = `
  WITH points AS (
    SELECT key, step, value, row_number() OVER (PARTITION BY key ORDER BY step DESC, seq DESC) - 1 AS place,
      count(*) OVER (PARTITION BY key) AS total
    FROM metrics WHERE run_id = :run AND key NOT LIKE 'system/%'
  )
  SELECT key, step, value FROM points
  WHERE place % ((total + ${MOST_POINTS} - 1) / ${MOST_POINTS}) = 0 ORDER BY key, step`;

const LAYERS = `
  SELECT l.name AS layer, l.type, l.parameters, l.nonzeros,
    round(1 - l.nonzeros * 1.0 / nullif(l.parameters, 0), 6) AS sparsity, l.macs
  FROM layers l JOIN runs r ON r.output_model_id = l.model_id WHERE r.id = :run ORDER BY l.position LIMIT ${MOST_LAYERS}`;

/**
 * Parts of a run as tables, to show, to keep in a note and to export; a summary has a row for each fact. Those that are
 * unknown are left out; a run that is gone has none.
 */
export function readRunParts(
  { sqlite }: TrackingDatabase,
  runId: number,
  parts: readonly RunPart[],
): Partial<Record<RunPart, KeptTable>> {
  const read = (sql: string): KeptTable => {
    const statement = sqlite.prepare(sql);
    const columns = statement
      .columns()
      .map(({ name, type }) => ({ name, type: type?.toUpperCase() ?? 'ANY' }));
    return { columns, rows: statement.raw().all({ run: runId }) as KeptTable['rows'] };
  };
  const readers: Record<RunPart, () => KeptTable> = {
    summary: () => turned(read(SUMMARY)),
    curves: () => read(CURVES),
    layers: () => read(LAYERS),
  };
  if (!sqlite.prepare('SELECT 1 FROM runs WHERE id = ?').get(runId)) return {};
  return Object.fromEntries(parts.map((part) => [part, readers[part]()]));
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
