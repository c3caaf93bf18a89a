/** Operators of comparison. */
export const COMPARE_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;

/** One of {@link COMPARE_OPERATORS}. */
export type CompareOperator = (typeof COMPARE_OPERATORS)[number];

/** What a token is. The number of `93 %` is 0.93; `text` stands in single quotes, `name` in double ones, `key` is `params.KEY` or `metrics.KEY`. */
export type FilterToken = { start: number; end: number; isOpen?: boolean } & (
  | { type: 'word'; word: string }
  | { type: 'name'; name: string }
  | { type: 'text'; text: string }
  | { type: 'number'; number: number }
  | { type: 'key'; scope: 'param' | 'metric'; key: string }
  | { type: 'operator'; operator: CompareOperator }
  | { type: 'mark'; mark: '(' | ')' | ',' }
  | { type: 'unknown' }
  | { type: 'end' }
);

const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const SCOPE = /(params?|metrics?)\./iuy;
/** A key that needs no quotes. */
const BARE_KEY = /[\p{L}\p{M}\p{N}_./:@#-]+/uy;
const NUMBER = /[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|infinity\b|inf\b)/iuy;
const OPERATOR = /==|!=|<>|<=|>=|=|<|>/y;
const PERCENT = /\s*%/uy;
const SPACE = /[\s\uFEFF]+/uy;

/** Words that are no names of columns. */
const INFINITIES = new Set(['infinity', 'inf']);

/**
 * The tokens of a filter, the last one `end`. Nothing is refused here: what is no token becomes `unknown`, and quoted
 * text that does not end is `isOpen`.
 */
export function filterTokens(source: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  for (let at = 0; ; at = tokens[tokens.length - 1].end) {
    at += match(SPACE, source, at)?.length ?? 0;
    if (at >= source.length) {
      tokens.push({ type: 'end', start: source.length, end: source.length });
      return tokens;
    }
    tokens.push(tokenAt(source, at));
  }
}

function tokenAt(source: string, start: number): FilterToken {
  const first = source[start];
  if (first === "'" || first === '"') {
    const { value, end, isOpen } = quotedAt(source, start);
    return first === "'"
      ? { type: 'text', text: value, start, end, isOpen }
      : { type: 'name', name: value, start, end, isOpen };
  }
  if (first === '(' || first === ')' || first === ',') {
    return { type: 'mark', mark: first, start, end: start + 1 };
  }
  const scope = match(SCOPE, source, start);
  if (scope !== undefined) return keyAt(source, start, scope);
  const operator = match(OPERATOR, source, start);
  if (operator !== undefined) {
    const plain = operator === '==' ? '=' : operator === '<>' ? '!=' : operator;
    return { type: 'operator', operator: plain as CompareOperator, start, end: start + operator.length };
  }
  const digits = match(NUMBER, source, start);
  if (digits !== undefined) {
    const end = start + digits.length;
    const rest = match(BARE_KEY, source, end);
    if (rest !== undefined) return { type: 'unknown', start, end: end + rest.length };
    const percent = match(PERCENT, source, end);
    if (percent === undefined) return { type: 'number', number: numberOf(digits), start, end };
    // Shifted in decimal: 93.1 / 100 is not 0.931.
    const fraction = /^[-+]?[\d.]+$/.test(digits) ? Number(`${digits}e-2`) : numberOf(digits) / 100;
    return { type: 'number', number: fraction, start, end: end + percent.length };
  }
  const word = match(WORD, source, start);
  if (word === undefined) {
    const length = String.fromCodePoint(source.codePointAt(start) ?? 0).length;
    return { type: 'unknown', start, end: start + length };
  }
  const end = start + word.length;
  if (word.toLowerCase() === 'nan') return { type: 'number', number: Number.NaN, start, end };
  return { type: 'word', word, start, end };
}

function keyAt(source: string, start: number, prefix: string): FilterToken {
  const scope = prefix.toLowerCase().startsWith('param') ? 'param' : 'metric';
  const at = start + prefix.length;
  if (source[at] === '"') {
    const { value, end, isOpen } = quotedAt(source, at);
    return { type: 'key', scope, key: value, start, end, isOpen };
  }
  const key = match(BARE_KEY, source, at) ?? '';
  return { type: 'key', scope, key, start, end: at + key.length };
}

/** Text in the quotes it begins with; these are doubled inside. */
function quotedAt(source: string, start: number): { value: string; end: number; isOpen: boolean } {
  const quote = source[start];
  let value = '';
  for (let at = start + 1; ; ) {
    const close = source.indexOf(quote, at);
    if (close < 0) return { value: value + source.slice(at), end: source.length, isOpen: true };
    value += source.slice(at, close);
    if (source[close + 1] !== quote) return { value, end: close + 1, isOpen: false };
    value += quote;
    at = close + 2;
  }
}

function numberOf(text: string): number {
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const size = INFINITIES.has(digits.toLowerCase()) ? Number.POSITIVE_INFINITY : Number(digits);
  return isNegative ? -size : size;
}

/** What a sticky pattern finds at a place; undefined when nothing. */
function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(source)?.[0];
  return found === '' ? undefined : found;
}

/** Text in single quotes, these doubled: a value of the filter language. */
export function quoteFilterText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A number as the filter language reads it back exactly. */
export function filterNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A key as it stands after `params.` or `metrics.`: bare where that is read back the same, else in double quotes. */
export function quoteFilterKey(key: string): string {
  return match(BARE_KEY, key, 0) === key ? key : `"${key.replaceAll('"', '""')}"`;
}
