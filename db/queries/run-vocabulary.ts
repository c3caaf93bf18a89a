import type { FilterVocabulary } from '@/lib/domain/run-filter-completion';
import type { TrackingDatabase } from '../client';
import { listTags } from '../run-tags';

/** Values that a filter can name; keys of params and metrics are searched apart, as there may be thousands. */
export type RunVocabulary = Required<Pick<FilterVocabulary, 'tags' | 'values'>>;

/** Most values of a kind. */
const MOST_VALUES = 200;

/** The tags and the values of facts with few values, for the completion of filters. */
export function listRunVocabulary(db: TrackingDatabase): RunVocabulary {
  const list = (sql: string) =>
    db.sqlite.prepare(`${sql} ORDER BY 1 LIMIT ${MOST_VALUES}`).pluck().all() as string[];
  return {
    tags: listTags(db, MOST_VALUES).map(({ name }) => name),
    values: {
      created_by: list('SELECT DISTINCT created_by FROM runs'),
      experiment: list('SELECT name FROM experiments'),
      architecture: list('SELECT DISTINCT architecture FROM run_results WHERE architecture IS NOT NULL'),
      dataset: list('SELECT DISTINCT name FROM datasets'),
    },
  };
}
