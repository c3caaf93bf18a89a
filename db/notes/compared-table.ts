import { toAppError } from '@/lib/domain/errors';
import type { KeptTable, NoteCellOf } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';
import { MOST_COMPARED_RUNS } from '../queries/compare-runs';
import { listMatchingRunIds } from '../queries/run-grid-selection';

const COMPARED = `
  SELECT r.id AS run, r.name, r.status, s.technique, s.architecture, round(s.sparsity, 6) AS sparsity, s.bits,
    s.test_accuracy, s.test_samples, round(s.accuracy_drop, 6) AS accuracy_drop, s.stored_bytes,
    round(s.compression_ratio, 3) AS compression_ratio, round(s.latency_ms, 3) AS latency_ms
  FROM json_each(:runs) j JOIN runs r ON r.id = j.value LEFT JOIN run_results s ON s.run_id = r.id ORDER BY j.key`;

/**
 * What the runs of a comparison came to, a row for each that is there, in its order: fractions in [0, 1], sizes in bytes,
 * latency in ms. A filter that cannot be read finds none, so that a file of the note can be made all the same.
 */
export function readComparedTable(
  db: TrackingDatabase,
  { runIds, filter }: Pick<NoteCellOf<'comparison'>['settings'], 'runIds' | 'filter'>,
): KeptTable {
  const statement = db.sqlite.prepare(COMPARED);
  const runs = JSON.stringify(runIds.length > 0 ? runIds : matching(db, filter));
  return {
    columns: statement.columns().map(({ name, type }) => ({ name, type: type?.toUpperCase() ?? 'ANY' })),
    rows: statement.raw().all({ runs }) as KeptTable['rows'],
  };
}

function matching(db: TrackingDatabase, filter: string): number[] {
  if (filter.trim() === '') return [];
  try {
    return listMatchingRunIds(db, filter, MOST_COMPARED_RUNS).ids;
  } catch (error) {
    if (toAppError(error).code === 'invalid_argument') return [];
    throw error;
  }
}
