import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';

/** Longest description, in UTF-16 units. */
export const LONGEST_DESCRIPTION = 10_000;

/**
 * Writes what an experiment is about over the text that was read before, and gives the one that is now stored: when
 * somebody else saved meanwhile, that is theirs, and nothing was written.
 *
 * @throws AppError `not_found`; `invalid_argument` when it is longer than {@link LONGEST_DESCRIPTION}.
 */
export function updateExperimentDescription(
  { sqlite }: TrackingDatabase,
  experimentId: number,
  change: { before: string; after: string },
): { isSaved: boolean; description: string } {
  const after = change.after.trim();
  if (after.length > LONGEST_DESCRIPTION)
    throw new AppError(
      'invalid_argument',
      `Saving what experiment ${experimentId} is about: expected at most ${LONGEST_DESCRIPTION} characters, found ${after.length}. Move the long parts into a note.`,
    );
  return sqlite
    .transaction(() => {
      const { changes } = sqlite
        .prepare('UPDATE experiments SET description = ? WHERE id = ? AND description = ?')
        .run(after, experimentId, change.before);
      if (changes === 1) {
        raiseDataVersions(sqlite, ['experiments']);
        return { isSaved: true, description: after };
      }
      const stored = sqlite
        .prepare('SELECT description FROM experiments WHERE id = ?')
        .pluck()
        .get(experimentId);
      if (stored === undefined)
        throw new AppError('not_found', `Experiment ${experimentId}: there is no such experiment.`);
      return { isSaved: false, description: stored as string };
    })
    .immediate();
}
