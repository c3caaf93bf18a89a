import type { NextRequest } from 'next/server';
import { MOST_COMPARED_RUNS } from '@/db/queries/compare-runs';
import { AppError } from '@/lib/domain/errors';
import { parseRunIds } from '../../compare/settings';

/** The ids in `runs=1,2,3`. @throws AppError `invalid_argument` for none or too many. */
export function comparedRuns(request: NextRequest): number[] {
  const ids = parseRunIds(request.nextUrl.searchParams.get('runs') ?? '');
  if (ids.length > 0 && ids.length <= MOST_COMPARED_RUNS) return ids;
  throw new AppError(
    'invalid_argument',
    `Comparing runs expected 1 to ${MOST_COMPARED_RUNS} ids as runs=1,2,3; found ${ids.length}.`,
  );
}
