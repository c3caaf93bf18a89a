import type { SearchHit } from '@/db/queries/search';

/** Where something that was found is: a cell at its place in its note. */
export function hitHref({
  kind,
  id,
  cellUid,
  uid,
}: Pick<SearchHit, 'kind' | 'id' | 'cellUid' | 'uid'>): string {
  switch (kind) {
    case 'run':
      return `/runs/${id}`;
    case 'query':
      return `/console?q=${uid}`;
    case 'cell':
      return `/notes/${id}#cell-${cellUid}`;
    default:
      return `/notes/${id}`;
  }
}
