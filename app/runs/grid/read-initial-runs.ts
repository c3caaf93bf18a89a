import { listSavedViews, type SavedView } from '@/db/saved-views';
import { openDatabase } from '../../data/database';
import { read } from '../../data/read';
import { RUNS_BLOCK } from '../runs-block';
import type { GridScope } from './grid-requests';
import type { InitialRuns } from './initial-runs';
import { defaultView, selectionOf, viewFromAddress } from './view-state';

/** The search parameters of a page, as Next gives them. */
export type PageParameters = Record<string, string | string[] | undefined>;

/** Reads the first rows of a grid as the address of its page asks for them. */
export async function readInitialRuns(
  scope: GridScope,
  parameters: PageParameters = {},
): Promise<InitialRuns> {
  const db = await openDatabase();
  const isPart = scope.parentRunId !== undefined;
  const views: SavedView[] = isPart ? [] : listSavedViews(db, scope.experimentId);
  const usual = defaultView(scope.experimentId === undefined && !isPart);
  const { view } = viewFromAddress(isPart ? new URLSearchParams() : addressOf(parameters), views, usual);
  const selection = selectionOf({ ...view, groupBy: [] }, scope);
  if (view.groupBy.length > 0) {
    const { total } = await read('listGridRuns', {
      ...selection,
      columns: [],
      sort: [],
      offset: 0,
      limit: 1,
    });
    return { total, views, isEmpty: false };
  }
  const page = await read('listGridRuns', { ...selection, offset: 0, limit: RUNS_BLOCK });
  const isEmpty = page.total === 0 && db.sqlite.prepare('SELECT 1 FROM runs LIMIT 1').get() === undefined;
  return { total: page.total, views, isEmpty, page: { selection, page } };
}

function addressOf(parameters: PageParameters): URLSearchParams {
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) address.append(name, one);
  }
  return address;
}
