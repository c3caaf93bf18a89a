import type { RunGridPage } from '@/db/queries/run-grid-types';
import type { SavedView } from '@/db/saved-views';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';

/** What a page reads for its grid before it is sent, so that the rows are there at once. */
export interface InitialRuns {
  /** Runs that match; without a filter when the rows are groups. */
  total: number;
  views: SavedView[];
  /** True when there is no run at all, in no scope. */
  isEmpty: boolean;
  /** The first rows and what they answer; of groups the grid asks for itself. */
  page?: { selection: RunGridSelection; page: RunGridPage };
}

/**
 * Which runs a grid shows, and what was read of them already, by `readInitialRuns`.
 */
export interface RunsGridProps {
  experimentId?: number;
  parentRunId?: number;
  initial: InitialRuns;
  /** Most CSS pixels of the grid; one with few runs is smaller. */
  height: number;
}
