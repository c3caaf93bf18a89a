import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import type { RunTechnique } from './run-list';
import { likeText } from './sql-text';

/** Longest text that is looked for, in UTF-16 units; what is longer is cut. */
export const LONGEST_JUMP_TEXT = 200;

/** Most words of a text that are looked for. */
const MOST_WORDS = 6;
/** Names are shown on one line. */
const LONGEST_NAME = 300;
const MOST_RUNS = 8;
const MOST_OTHERS = 5;

/** A run to go to. */
export interface JumpRun {
  id: number;
  name: string;
  status: RunStatus;
  technique: RunTechnique | null;
  experimentName: string;
}

/** An experiment to go to. */
export interface JumpExperiment {
  id: number;
  name: string;
}

/** A model to go to, by the run that made it. */
export interface JumpModel {
  id: number;
  name: string;
  version: number;
  runId: number;
}

/** A note to go to. */
export interface JumpNote {
  id: number;
  title: string;
}

/** What a text names, the best first; names are cut at 300 characters. */
export interface JumpTargets {
  runs: JumpRun[];
  experiments: JumpExperiment[];
  models: JumpModel[];
  notes: JumpNote[];
}

/** A text taken apart: the whole of it for SQL, and the id or uid that it may be. */
interface Wanted {
  start: string;
  parts: string[];
  id: number | null;
  uid: string | null;
}

/**
 * Runs and notes outside the trash, experiments and models whose name holds every word of the text (ASCII letters of
 * either case), or whose id or uid it is: `#42`, `42`, 32 hex digits. What has the id comes first, then names that
 * begin with the text, then the newest. An empty text gives the newest runs and nothing else.
 *
 * It scans the names' covering indexes: up to 60 ms at 100,000 runs.
 */
export function findJumpTargets(db: TrackingDatabase, text: string): JumpTargets {
  const wanted = takeApart(text);
  if (wanted.parts.length === 0) {
    return { runs: findRuns(db, wanted), experiments: [], models: [], notes: [] };
  }
  // A number sign means a run.
  const others = text.trim().startsWith('#') ? { ...wanted, id: null } : wanted;
  return {
    runs: findRuns(db, wanted),
    experiments: find<JumpExperiment>(db, others, {
      table: 'experiments',
      name: 'name',
      select: 'x.id, substr(x.name, 1, :longest) AS name',
    }),
    models: find<JumpModel>(db, others, {
      table: 'models',
      name: 'name',
      select: 'x.id, substr(x.name, 1, :longest) AS name, x.version, x.run_id AS runId',
    }),
    notes: find<JumpNote>(db, others, {
      table: 'notes',
      name: 'title',
      select: 'x.id, substr(x.title, 1, :longest) AS title',
      filter: 'deleted_at IS NULL',
    }),
  };
}

function findRuns(db: TrackingDatabase, wanted: Wanted): JumpRun[] {
  return find<JumpRun>(db, wanted, {
    table: 'runs',
    name: 'name',
    select: `x.id, substr(x.name, 1, :longest) AS name, x.status, s.technique, e.name AS experimentName`,
    join: 'JOIN experiments e ON e.id = x.experiment_id LEFT JOIN run_results s ON s.run_id = x.id',
    // Asked by their own small index, so that the scan over names needs no row of the table.
    filter: 'id NOT IN (SELECT id FROM runs WHERE deleted_at IS NOT NULL)',
    limit: MOST_RUNS,
  });
}

/** Rows of a table by the name, id or uid wanted. The inner query reads nothing but indexes. */
function find<Row>(
  db: TrackingDatabase,
  { start, parts, id, uid }: Wanted,
  of: { table: string; name: string; select: string; join?: string; filter?: string; limit?: number },
): Row[] {
  const filter = of.filter ?? 'true';
  const holdsAll = parts.map((_part, index) => `${of.name} LIKE :part${index} ESCAPE '\\'`).join(' AND ');
  const limit = of.limit ?? MOST_OTHERS;
  const byName = `SELECT id, CASE WHEN ${of.name} LIKE :start ESCAPE '\\' THEN 1 ELSE 0 END AS rank FROM ${of.table}
      WHERE ${filter}${holdsAll && ` AND ${holdsAll}`} ORDER BY ${holdsAll ? 'rank DESC, ' : ''}id DESC LIMIT :limit`;
  return db.sqlite
    .prepare(`
      WITH found AS (
        SELECT id, 2 AS rank FROM ${of.table} WHERE id = :id AND ${filter}
        UNION ALL SELECT id, 2 FROM ${of.table} WHERE uid = :uid AND ${filter}
        UNION ALL SELECT * FROM (${byName})
      ), ranked AS (SELECT id, max(rank) AS rank FROM found GROUP BY id)
      SELECT ${of.select} FROM ranked k JOIN ${of.table} x ON x.id = k.id ${of.join ?? ''}
      ORDER BY k.rank DESC, x.id DESC LIMIT :limit`)
    .all({
      ...Object.fromEntries(parts.map((part, index) => [`part${index}`, part])),
      start,
      id,
      uid,
      longest: LONGEST_NAME,
      limit,
    }) as Row[];
}

function takeApart(text: string): Wanted {
  // A character of two units that the cut went through would match nothing.
  const trimmed = text
    .trim()
    .slice(0, LONGEST_JUMP_TEXT)
    .replace(/[\ud800-\udbff]$/, '');
  const words = trimmed.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  return {
    start: `${likeText(trimmed)}%`,
    parts: words.map((word) => `%${likeText(word)}%`),
    id: /^#?\d{1,15}$/.test(trimmed) ? Number(trimmed.replace('#', '')) : null,
    uid: /^[0-9a-f]{32}$/i.test(trimmed) ? trimmed.toLowerCase() : null,
  };
}
