import type { TrackingDatabase } from '../client';

/** How often one class was recognised. */
export interface ClassMetric {
  evaluationId: number;
  classIndex: number;
  /** From the data set; its number where it has no name. */
  className: string;
  samples: number;
  correct: number;
}

/** Results by class of all evaluations of a run, in the order of the classes. */
export function listClassMetrics(db: TrackingDatabase, runId: number): ClassMetric[] {
  const rows = db.sqlite
    .prepare(`
      SELECT c.evaluation_id AS evaluationId, c.class_index AS classIndex, c.samples, c.correct,
        d.class_names AS classNames
      FROM evaluations e
      JOIN class_metrics c ON c.evaluation_id = e.id
      LEFT JOIN datasets d ON d.id = e.dataset_id
      WHERE e.run_id = ? ORDER BY e.id, c.class_index`)
    .all(runId) as (Omit<ClassMetric, 'className'> & { classNames: string | null })[];
  const parsed = new Map<string, unknown[]>();
  const nameOf = (names: string | null, index: number) => {
    if (names === null) return String(index);
    if (!parsed.has(names)) parsed.set(names, JSON.parse(names));
    return String(parsed.get(names)?.[index] ?? index);
  };
  return rows.map(({ classNames, ...row }) => ({ ...row, className: nameOf(classNames, row.classIndex) }));
}
