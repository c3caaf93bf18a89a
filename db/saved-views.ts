import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { type SavedViewState, savedViewStateSchema } from '@/lib/domain/run-grid-query';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';

/** A named way to look at the runs. */
export interface SavedView {
  id: number;
  /** Stable name in addresses, 32 hex digits. */
  uid: string;
  name: string;
  /** Null for a view over all runs. */
  experimentId: number | null;
  state: SavedViewState;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** Most characters of a view's name. */
export const LONGEST_VIEW_NAME = 100;

const COLUMNS =
  'id, uid, name, experiment_id AS experimentId, state, created_by AS createdBy, created_at AS createdAt, updated_at AS updatedAt';

/** Views of an experiment, or of all runs without one, by name. A view that cannot be read any more is left out. */
export function listSavedViews({ sqlite }: TrackingDatabase, experimentId?: number): SavedView[] {
  const rows = sqlite
    .prepare(
      `SELECT ${COLUMNS} FROM saved_views WHERE coalesce(experiment_id, 0) = ? ORDER BY name COLLATE NOCASE, name`,
    )
    .all(experimentId ?? 0) as (Omit<SavedView, 'state'> & { state: string })[];
  return rows.flatMap((row) => {
    const state = readState(row.state);
    return state ? [{ ...row, state }] : [];
  });
}

function readState(text: string): SavedViewState | undefined {
  try {
    return savedViewStateSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Saves a view, in place of the one of the same name when `replace` is set.
 *
 * @throws AppError `invalid_argument` for a name or a state that is none; `conflict` when the name is taken.
 */
export function saveView(
  { sqlite }: TrackingDatabase,
  view: { name: string; experimentId?: number; state: unknown; replace?: boolean },
  createdBy: string,
): SavedView {
  const name = viewName(view.name);
  const parsed = savedViewStateSchema.safeParse(view.state);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new AppError(
      'invalid_argument',
      `The view cannot be saved: ${issues[0].path}: ${issues[0].message}`,
      {
        issues,
      },
    );
  }
  const now = Date.now();
  const onTaken = view.replace
    ? 'DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at'
    : 'DO NOTHING';
  return sqlite
    .transaction(() => {
      const row = sqlite
        .prepare(`
          INSERT INTO saved_views (uid, name, experiment_id, state, created_by, created_at, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (coalesce(experiment_id, 0), name) ${onTaken} RETURNING ${COLUMNS}`)
        .get(
          randomUUID().replaceAll('-', ''),
          name,
          view.experimentId ?? null,
          JSON.stringify(parsed.data),
          createdBy,
          now,
          now,
        ) as SavedView | undefined;
      if (!row) throw nameTaken(name);
      raiseDataVersions(sqlite, ['saved_views']);
      return { ...row, state: parsed.data };
    })
    .immediate();
}

/** Gives a view another name. @throws AppError `not_found`, `invalid_argument`; `conflict` when the name is taken. */
export function renameView({ sqlite }: TrackingDatabase, id: number, newName: string): void {
  const name = viewName(newName);
  sqlite
    .transaction(() => {
      const { changes } = sqlite
        .prepare('UPDATE OR IGNORE saved_views SET name = ?, updated_at = ? WHERE id = ?')
        .run(name, Date.now(), id);
      if (changes === 0) {
        if (sqlite.prepare('SELECT 1 FROM saved_views WHERE id = ?').get(id)) throw nameTaken(name);
        throw new AppError('not_found', 'The view was not renamed: somebody deleted it.');
      }
      raiseDataVersions(sqlite, ['saved_views']);
    })
    .immediate();
}

/** Deletes a view; nothing happens when it is gone already. */
export function deleteView({ sqlite }: TrackingDatabase, id: number): void {
  sqlite
    .transaction(() => {
      sqlite.prepare('DELETE FROM saved_views WHERE id = ?').run(id);
      raiseDataVersions(sqlite, ['saved_views']);
    })
    .immediate();
}

function viewName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= LONGEST_VIEW_NAME) return name;
  const message = `A view's name has 1 to ${LONGEST_VIEW_NAME} characters; this one has ${name.length}.`;
  throw new AppError('invalid_argument', message, { issues: [{ path: 'name', message }] });
}

function nameTaken(name: string): AppError {
  const message = `There is a view "${name}" already. Choose another name.`;
  return new AppError('conflict', message, { issues: [{ path: 'name', message }] });
}
