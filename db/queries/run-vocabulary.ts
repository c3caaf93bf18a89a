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

/** The values of a param in runs outside the trash, those of most runs first. */
export function listParamValues(db: TrackingDatabase, key: string): string[] {
  return db.sqlite
    .prepare(
      `SELECT p.value_text FROM params p JOIN runs r ON r.id = p.run_id
       WHERE p.key = ? AND p.value_text IS NOT NULL AND r.deleted_at IS NULL
       GROUP BY p.value_text ORDER BY count(*) DESC, p.value_num, p.value_text LIMIT ${MOST_VALUES}`,
    )
    .pluck()
    .all(key) as string[];
}
