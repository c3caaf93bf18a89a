import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';

/** Longest conclusion, in UTF-16 units. */
export const LONGEST_CONCLUSION = 400_000;

/**
 * Writes the conclusion of a run over the one it was written on, and gives the one that is now stored: when somebody
 * else saved meanwhile, that is theirs, and nothing was written.
 *
 * @throws AppError `not_found`; `invalid_argument` when it is longer than {@link LONGEST_CONCLUSION}.
 */
export function updateConclusion(
  db: TrackingDatabase,
  runId: number,
  change: { before: string; after: string },
): { isSaved: boolean; conclusion: string } {
  if (change.after.length > LONGEST_CONCLUSION) {
    throw new AppError(
      'invalid_argument',
      `Saving the conclusion of run ${runId}: expected at most ${LONGEST_CONCLUSION} characters, found ${change.after.length}. Move the long parts into a note.`,
    );
  }
  return db.sqlite
    .transaction(() => {
      const { changes } = db.sqlite
        .prepare('UPDATE runs SET conclusion = ?, revision = revision + 1 WHERE id = ? AND conclusion = ?')
        .run(change.after, runId, change.before);
      if (changes === 1) {
        raiseDataVersions(db.sqlite, ['runs']);
        return { isSaved: true, conclusion: change.after };
      }
      const stored = db.sqlite.prepare('SELECT conclusion FROM runs WHERE id = ?').pluck().get(runId) as
        | string
        | undefined;
      if (stored === undefined) {
        throw new AppError('not_found', `Saving the conclusion of run ${runId}: there is no such run.`);
      }
      return { isSaved: false, conclusion: stored };
    })
    .immediate();
}
