import type { NoteCell } from './note-content';
import { findMentions, withoutCode, withoutImageTargets } from './note-mentions';
import { isSqlName, type Query, readQuery } from './sql/query-reader';
import { type SqlToken, sqlTokens } from './sql/tokens';

/** What a cell can cite. */
export type RefKind = 'run' | 'model' | 'layer' | 'note' | 'experiment';

/** One thing that a cell cites, by its number; `start` and `end` tell where its text does, UTF-16 offsets. */
export interface NoteRef {
  kind: RefKind;
  id: number;
  start?: number;
  end?: number;
}

/** A result that lists more things than this is a listing of them, not a write-up. */
export const MOST_RESULT_REFS = 50;

const KINDS: readonly RefKind[] = ['run', 'model', 'layer', 'note', 'experiment'];
const KIND_OF_TABLE: Readonly<Record<string, RefKind>> = Object.fromEntries(
  KINDS.map((kind) => [`${kind}s`, kind]),
);

/** What a cell cites by its text and its settings, each once, in the order of its text. */
export function refsOf(cell: NoteCell): NoteRef[] {
  const { source } = cell;
  switch (cell.type) {
    case 'sql':
      return once(sqlRefs(source));
    case 'run':
    case 'launch':
      return once([...runRefs([cell.settings.runId]), ...(cell.type === 'run' ? markdownRefs(source) : [])]);
    case 'comparison':
      return once([...runRefs(cell.settings.runIds), ...markdownRefs(source)]);
    default:
      return once(markdownRefs(source));
  }
}

/**
 * What a pinned result cites: the numbers in columns named as `run`, `run_id`, `best_run`. Where it lists more than
 * {@link MOST_RESULT_REFS} of a kind, they are left out.
 */
export function refsOfResult(result: {
  columns: readonly { name: string }[];
  rows: readonly (readonly unknown[])[];
}): NoteRef[] {
  const refs = result.columns.flatMap(({ name }, index) => {
    const kind = KINDS.find((one) => new RegExp(`(^|_)${one}(_id)?$`, 'i').test(name));
    return kind ? result.rows.flatMap((row) => toRef(kind, row[index])) : [];
  });
  const found = once(refs);
  return KINDS.flatMap((kind) => {
    const same = found.filter((ref) => ref.kind === kind);
    return same.length > MOST_RESULT_REFS ? [] : same;
  });
}

/** The first of each. */
function once(refs: readonly NoteRef[]): NoteRef[] {
  const seen = new Set<string>();
  return refs.filter(({ kind, id }) => {
    const key = `${kind} ${id}`;
    return !seen.has(key) && seen.add(key);
  });
}

function toRef(kind: RefKind, id: unknown, start?: number, end?: number): NoteRef[] {
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? [{ kind, id, start, end }] : [];
}

function runRefs(ids: readonly (number | null)[]): NoteRef[] {
  return ids.flatMap((id) => toRef('run', id));
}

// `#42` and `run 42` are how people write of runs; links lead to the app's own pages.
const SPOKEN = /(?<![\p{L}\p{N}_/&#])(?:#|runs?[ #])([1-9]\d{0,14})(?![\p{L}\p{N}_]|\.\d)/giu;
const LINK = /(?<!\/api)\/(run|model|note|experiment)s\/([1-9]\d{0,14})(?!\d)/g;

function markdownRefs(markdown: string): NoteRef[] {
  return textRefs(withoutImageTargets(withoutCode(markdown)), 0);
}

/** Mentions, spoken words and links of a plain text that begins at a place of the source. */
function textRefs(text: string, at: number): NoteRef[] {
  const mentions = findMentions(text).flatMap((mention) =>
    mention.kind === 'person' ? [] : toRef(mention.kind, mention.id, at + mention.start, at + mention.end),
  );
  const place = ({ index, 0: match }: RegExpExecArray) => [at + index, at + index + match.length] as const;
  const spoken = [...text.matchAll(SPOKEN)].flatMap((found) =>
    toRef('run', Number(found[1]), ...place(found)),
  );
  const links = [...text.matchAll(LINK)].flatMap((found) =>
    toRef(found[1] as RefKind, Number(found[2]), ...place(found)),
  );
  return [...mentions, ...spoken, ...links].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

/** Numbers that a query compares a column of numbers with: `run_id = 42`, `r.id IN (7, 42)`; and what comments say. */
function sqlRefs(sql: string): NoteRef[] {
  const all = sqlTokens(sql);
  const comments = all.filter(({ kind }) => kind === 'comment');
  const tokens = all.filter(({ kind }) => kind !== 'comment');
  const tables = tablesOf(readQuery(sql));
  const compared = tokens.flatMap((token, index) => {
    const kind = isSqlName(token) ? kindOfColumn(tokens, index, tables) : undefined;
    return kind
      ? comparedNumbers(tokens, index + 1).flatMap((one) =>
          toRef(kind, Number(one.value), one.start, one.end),
        )
      : [];
  });
  return [...compared, ...comments.flatMap(({ start, value }) => textRefs(value, start))].sort(
    (a, b) => (a.start ?? 0) - (b.start ?? 0),
  );
}

/** Tables that a query reads, by the names it gives them. */
function tablesOf(query: Query): Map<string, string> {
  const own = query.selects.flatMap(({ sources }) =>
    sources.flatMap(({ name, table }) => (table ? [[name.toLowerCase(), table.toLowerCase()] as const] : [])),
  );
  return new Map([...own, ...query.inner.flatMap((inner) => [...tablesOf(inner)])]);
}

function kindOfColumn(
  tokens: readonly SqlToken[],
  index: number,
  tables: ReadonlyMap<string, string>,
): RefKind | undefined {
  const name = tokens[index].value.toLowerCase();
  if (name !== 'id') return KINDS.find((kind) => name === `${kind}_id`);
  const isQualified = tokens[index - 1]?.value === '.';
  if (isQualified) return KIND_OF_TABLE[tables.get(tokens[index - 2]?.value.toLowerCase()) ?? ''];
  const read = [...new Set(tables.values())];
  return read.length === 1 ? KIND_OF_TABLE[read[0]] : undefined;
}

/** The numbers behind a column: of `= 42`, `== 42`, `IS 42` or `IN (7, 42)`. */
function comparedNumbers(tokens: readonly SqlToken[], at: number): SqlToken[] {
  const operator = tokens[at]?.value.toUpperCase();
  if (operator === '=' || operator === '==' || operator === 'IS')
    return tokens[at + 1]?.kind === 'number' ? [tokens[at + 1]] : [];
  if (operator !== 'IN' || tokens[at + 1]?.value !== '(') return [];
  const end = tokens.findIndex(
    ({ value, kind }, index) => index > at && kind === 'operator' && value === ')',
  );
  return tokens.slice(at + 2, end === -1 ? undefined : end).filter(({ kind }) => kind === 'number');
}
