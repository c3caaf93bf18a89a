import { expectedBehind } from './parse-run-filter';
import { columnId, FACT_COLUMNS } from './run-columns';
import type { FilterExpectation, FilterField } from './run-filter';
import {
  type FilterToken,
  filterNumber,
  filterTokens,
  quoteFilterKey,
  quoteFilterText,
} from './run-filter-tokens';
import { isTextField } from './run-filter-values';
import { RUN_METHODS, RUN_STATUSES } from './run-status';

/** Names and values that exist and may be proposed. */
export interface FilterVocabulary {
  params: readonly string[];
  metrics: readonly string[];
  tags: readonly string[];
  /** Values by column id, such as the people under `created_by`. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** What people know columns by, by column id: they are found by these words too. */
  names?: Readonly<Record<string, string>>;
}

/** One proposal: what is shown, and the text that takes the place of what stands there, quoted where need be. */
export interface FilterOption {
  label: string;
  insert: string;
  kind: 'column' | 'param' | 'metric' | 'tag' | 'value' | 'operator' | 'word';
  /** What people know a column by. */
  name?: string;
}

/** Proposals for the text from `from` up to `to` (UTF-16 units). */
export interface FilterCompletion {
  from: number;
  to: number;
  options: FilterOption[];
}

const MOST_OPTIONS = 100;

const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  status: RUN_STATUSES,
  method: RUN_METHODS,
  technique: ['baseline', 'prune', 'quantize', 'distill', 'combined'],
  engine: ['float', 'simulated', 'integer'],
};

/** What can stand at the cursor of a filter; those that begin with what is typed come first. */
export function completeRunFilter(
  source: string,
  cursor: number,
  vocabulary: FilterVocabulary,
): FilterCompletion {
  const { current, expectation } = placeAt(source, cursor);
  const from = current?.start ?? cursor;
  const to = !current || current.isOpen ? cursor : current.end;
  if (!expectation) return { from, to, options: [] };
  const typed = current ? typedText(source.slice(current.start, cursor), current) : '';
  const options = optionsFor(expectation, current, vocabulary);
  return { from, to, options: matching(options, typed) };
}

/** The key of the param whose value stands at the cursor; undefined where none does. */
export function paramWithValueAt(source: string, cursor: number): string | undefined {
  const { expectation } = placeAt(source, cursor);
  const field = expectation?.kind === 'value' ? expectation.field : undefined;
  return field?.type === 'param' ? field.key : undefined;
}

/** What keys are searched by at the cursor: the text of its token, without quotes, scope or the begin of a scope. */
export function keySearchAt(source: string, cursor: number): string {
  const { current } = placeAt(source, cursor);
  if (!current) return '';
  const typed = typedText(source.slice(current.start, cursor), current);
  const isScope = ['params.', 'metrics.'].some((scope) => scope.startsWith(typed.toLowerCase()));
  return isScope && current.type !== 'key' ? '' : typed;
}

/** The token that the cursor is in the midst of, and what can stand in its place. */
function placeAt(source: string, cursor: number) {
  const tokens = filterTokens(source);
  const current = tokens.find((token) => isPartial(token) && token.start < cursor && cursor <= token.end);
  const before = tokens.filter(({ type, end }) => type !== 'end' && end <= (current?.start ?? cursor));
  return { current, expectation: expectedBehind(source, before) };
}

/** True for tokens that a person may be in the midst of. */
function isPartial({ type }: FilterToken): boolean {
  return (
    type === 'word' ||
    type === 'key' ||
    type === 'name' ||
    type === 'text' ||
    type === 'number' ||
    type === 'unknown'
  );
}

/** What was typed of a token, without its quotes and its scope. */
function typedText(text: string, { type }: FilterToken): string {
  const inner = type === 'key' ? text.replace(/^\w+\s*\.?\s*/, '') : text;
  const quote = inner[0] === '"' || inner[0] === "'" ? inner[0] : undefined;
  if (quote === undefined) return inner;
  return inner.slice(1).replaceAll(quote + quote, quote);
}

function optionsFor(
  expectation: FilterExpectation,
  current: FilterToken | undefined,
  vocabulary: FilterVocabulary,
): FilterOption[] {
  const params = () => vocabulary.params.map((key) => keyOption('param', key));
  const metrics = () => vocabulary.metrics.map((key) => keyOption('metric', key));
  switch (expectation.kind) {
    case 'metric':
      return metrics();
    case 'condition': {
      if (current?.type === 'key') return current.scope === 'param' ? params() : metrics();
      const columns = FACT_COLUMNS.filter(({ id }) => id !== 'tags').map(
        ({ id }): FilterOption => ({ label: id, insert: id, kind: 'column', name: vocabulary.names?.[id] }),
      );
      const words = ['NOT ', 'min(', 'max('].map(wordOption);
      return [...columns, { label: 'tag', insert: 'tag', kind: 'tag' }, ...params(), ...metrics(), ...words];
    }
    case 'operator':
      return operatorsOf(expectation.field).map((label) => ({ label, insert: label, kind: 'operator' }));
    case 'value':
      return valuesOf(expectation.field, vocabulary).map((value) => ({
        label: value,
        insert: expectation.field.type === 'param' ? paramValue(value) : quoteFilterText(value),
        kind: 'value',
      }));
    case 'words':
      return expectation.words.map(wordOption);
  }
}

/** A param's value as it is written: numbers bare, so that they compare as numbers. */
function paramValue(value: string): string {
  return filterNumber(Number(value)) === value ? value : quoteFilterText(value);
}

function wordOption(word: string): FilterOption {
  return { label: word.trim(), insert: word, kind: 'word' };
}

function keyOption(kind: 'param' | 'metric', key: string): FilterOption {
  return { label: `${kind}s.${key}`, insert: `${kind}s.${quoteFilterKey(key)}`, kind };
}

function operatorsOf(field: FilterField): string[] {
  const equal = ['=', '!=', 'IN (', 'NOT IN ('];
  const order = field.type === 'tag' ? [] : ['<', '<=', '>', '>=', 'BETWEEN'];
  const like = isTextField(field) || field.type === 'param' ? ['LIKE', 'NOT LIKE'] : [];
  return [...equal, ...like, ...order, 'IS NULL', 'IS NOT NULL'];
}

function valuesOf(field: FilterField, vocabulary: FilterVocabulary): readonly string[] {
  if (field.type === 'tag') return vocabulary.tags;
  const id = columnId(field);
  return KNOWN_VALUES[id] ?? vocabulary.values?.[id] ?? [];
}

/** The options with what was typed in their label or name; of a key, also behind its scope. */
function matching(options: FilterOption[], typed: string): FilterOption[] {
  const text = typed.toLowerCase();
  if (text === '') return options.slice(0, MOST_OPTIONS);
  const first: FilterOption[] = [];
  const others: FilterOption[] = [];
  for (const option of options) {
    const label = option.label.toLowerCase();
    const place = label.indexOf(text);
    const inName = option.name?.toLowerCase().indexOf(text) ?? -1;
    const scope = option.kind === 'param' || option.kind === 'metric' ? option.kind.length + 2 : 0;
    if (place === 0 || inName === 0 || (scope > 0 && label.startsWith(text, scope))) first.push(option);
    else if (place > 0 || inName > 0) others.push(option);
  }
  return [...first, ...others].slice(0, MOST_OPTIONS);
}
