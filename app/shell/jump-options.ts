import type { JumpTargets } from '@/db/queries/jump';
import type { SearchHit } from '@/db/queries/search';
import { quoteFilterText } from '@/lib/domain/run-filter-tokens';
import type { RunStatus } from '@/lib/domain/run-status';
import { hitHref } from '../notes/search-hit';
import type { Technique } from '../theme/palette';

/** What a text names, and the texts that hold it. */
export interface JumpFound extends JumpTargets {
  texts: SearchHit[];
}

/** The groups of options, in their order. */
export type JumpGroup = 'pages' | 'runs' | 'experiments' | 'models' | 'notes' | 'texts' | 'more';

/** Something to go to. */
export interface JumpOption {
  group: JumpGroup;
  href: string;
  name: string;
  /** Number of a run. */
  id?: number;
  /** At the right, in muted text: a name that somebody gave, or a key. */
  detail?: string;
  status?: RunStatus;
  technique?: Technique;
}

/** A page of the app with its translated name. */
export interface JumpPage {
  href: string;
  name: string;
  /** Another name by which it is found. */
  path: string;
}

/** All that a text leads to: pages first when their name begins with it, recent runs first when it is empty. */
export function jumpOptions(
  text: string,
  pages: readonly JumpPage[],
  targets: JumpFound | undefined,
  allRuns: string,
): JumpOption[] {
  const wanted = text.trim().toLowerCase();
  const named = pages
    .filter(({ name, path }) => name.toLowerCase().startsWith(wanted) || path.startsWith(wanted))
    .map(({ href, name }): JumpOption => ({ group: 'pages', href, name }));
  const runs = (targets?.runs ?? []).map(
    (run): JumpOption => ({
      group: 'runs',
      href: `/runs/${run.id}`,
      name: run.name,
      id: run.id,
      detail: run.experimentName,
      status: run.status,
      technique: run.technique ?? undefined,
    }),
  );
  if (wanted === '') return [...runs, ...named];
  const pattern = `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const filter = encodeURIComponent(`name LIKE ${quoteFilterText(pattern)}`);
  return [
    ...named,
    ...runs,
    ...(targets?.experiments ?? []).map(
      ({ id, name }): JumpOption => ({ group: 'experiments', href: `/experiments/${id}`, name }),
    ),
    ...(targets?.models ?? []).map(
      ({ name, version, runId }): JumpOption => ({
        group: 'models',
        href: `/runs/${runId}`,
        name: version > 1 ? `${name} v${version}` : name,
        detail: `#${runId}`,
      }),
    ),
    ...(targets?.notes ?? []).map(
      ({ id, title }): JumpOption => ({ group: 'notes', href: `/notes/${id}`, name: title }),
    ),
    ...(targets?.texts ?? []).map(
      (hit): JumpOption => ({ group: 'texts', href: hitHref(hit), name: hit.title, detail: hit.excerpt }),
    ),
    ...(runs.length > 1
      ? [{ group: 'more', href: `/runs?filter=${filter}`, name: allRuns } satisfies JumpOption]
      : []),
  ];
}
