import type { MentionedKind } from '@/lib/domain/note-mentions';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** Something that a text names, as it is now. */
export interface Mentioned {
  kind: MentionedKind;
  id: number;
  /** At most 300 characters; null for what is not there. */
  name: string | null;
  /** Of a run. */
  status: RunStatus | null;
  isInTrash: boolean;
}

const READERS: Readonly<Record<MentionedKind, string>> = {
  run: 'SELECT substr(name, 1, 300) AS name, status, deleted_at IS NOT NULL AS isInTrash FROM runs WHERE id = ?',
  model: `SELECT substr(name, 1, 300) || CASE WHEN version > 1 THEN ' v' || version ELSE '' END AS name,
    NULL AS status, 0 AS isInTrash FROM models WHERE id = ?`,
  note: 'SELECT substr(title, 1, 300) AS name, NULL AS status, deleted_at IS NOT NULL AS isInTrash FROM notes WHERE id = ?',
  experiment:
    'SELECT substr(name, 1, 300) AS name, NULL AS status, 0 AS isInTrash FROM experiments WHERE id = ?',
};

/** What mentions name, in their order: names, and the status of runs. Each is one look-up by its key. */
export function readMentioned(
  { sqlite }: TrackingDatabase,
  mentions: readonly { kind: MentionedKind; id: number }[],
): Mentioned[] {
  return mentions.map(({ kind, id }) => {
    const found = sqlite.prepare(READERS[kind]).get(id) as
      | { name: string; status: RunStatus | null; isInTrash: number }
      | undefined;
    if (!found) return { kind, id, name: null, status: null, isInTrash: false };
    return { kind, id, ...found, isInTrash: found.isInTrash === 1 };
  });
}

/** Most people that are proposed. */
const MOST_PEOPLE = 20;

/** People who launched runs or wrote notes and whose name holds `part`, in any case of ASCII letters; at most 20. */
export function listPeople({ sqlite }: TrackingDatabase, part: string): string[] {
  return sqlite
    .prepare(
      `SELECT name FROM (
         SELECT DISTINCT created_by AS name FROM runs UNION SELECT created_by FROM notes UNION SELECT updated_by FROM notes
       ) WHERE name LIKE ? ESCAPE '\\' ORDER BY name COLLATE NOCASE LIMIT ${MOST_PEOPLE}`,
    )
    .pluck()
    .all(`%${likeText(part)}%`) as string[];
}
