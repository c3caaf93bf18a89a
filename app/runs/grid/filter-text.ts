import { parseRunFilter } from '@/lib/domain/parse-run-filter';
import { isFactId } from '@/lib/domain/run-columns';
import type { FilterFault } from '@/lib/domain/run-filter';
import { filterTokens, quoteFilterText } from '@/lib/domain/run-filter-tokens';

/** What was typed into the filter line, as the filter it stands for, or with the fault in it. */
export type TypedFilter =
  | { filter: string; isWords: boolean; fault?: undefined }
  | { fault: FilterFault; filter?: undefined };

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'like', 'between']);

/** True for plain words: nothing in them belongs to the filter language. */
function isWords(text: string): boolean {
  return filterTokens(text).every(
    (token) =>
      token.type !== 'operator' &&
      token.type !== 'mark' &&
      token.type !== 'key' &&
      !(token.type === 'word' && KEYWORDS.has(token.word.toLowerCase())),
  );
}

/** Reads the filter line: plain words look for a part of the name, `#12` for an id, all else is the filter language. */
export function readTypedFilter(text: string): TypedFilter {
  const trimmed = text.trim();
  if (trimmed === '') return { filter: '', isWords: false };
  const id = /^#(\d{1,15})$/.exec(trimmed);
  if (id) return { filter: `id = ${id[1]}`, isWords: true };
  const { fault } = parseRunFilter(text);
  if (!fault) return { filter: text, isWords: false };
  if (!isWords(trimmed)) return { fault };
  const pattern = `%${trimmed.replace(/[\\%_]/g, '\\$&')}%`;
  return { filter: `name LIKE ${quoteFilterText(pattern)}`, isWords: true };
}

/** True for a word that is likely the begin of a condition, such as the name of a column. */
export function isBegun(text: string): boolean {
  return isFactId(text.trim().toLowerCase()) || /^tags?$/i.test(text.trim());
}
