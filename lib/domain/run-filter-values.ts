import { type FactId, factColumn } from './run-columns';
import type { FilterField, FilterValue } from './run-filter';
import { timeRange } from './run-filter-times';
import type { FilterToken } from './run-filter-tokens';

/** The value of a token for a field, or what was expected there. */
export type ReadValue =
  | { value: FilterValue; expected?: undefined }
  | { value?: undefined; expected: string };

/** Reads a token as a value of a field; `source` is the text it was cut from. */
export function readValue(field: FilterField, token: FilterToken, source: string): ReadValue {
  if (token.isOpen) return { expected: closing(token) };
  if (isTime(field)) return readTime(token);
  if (field.type === 'param') return readParam(token);
  if (isTextField(field)) {
    if (token.type === 'text') return { value: token.text };
    if (token.type === 'number') return { value: source.slice(token.start, token.end) };
    return { expected: "text in single quotes ('...')" };
  }
  if (token.type === 'number') return { value: token.number };
  const number = token.type === 'text' && field.type === 'metric' ? SPECIAL[token.text] : undefined;
  return number === undefined ? { expected: 'a number' } : { value: number };
}

/** Numbers as exports and JSON spell them. */
const SPECIAL: Readonly<Record<string, number | undefined>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function readParam(token: FilterToken): ReadValue {
  if (token.type === 'text') return { value: token.text };
  if (token.type === 'number' && !Number.isNaN(token.number)) return { value: token.number };
  if (token.type === 'word' && /^(true|false)$/i.test(token.word)) return { value: token.word.toLowerCase() };
  return { expected: "a number, or text in single quotes ('...')" };
}

function readTime(token: FilterToken): ReadValue {
  if (token.type === 'number' && !Number.isNaN(token.number)) return { value: token.number };
  const range = token.type === 'text' ? timeRange(token.text) : undefined;
  return range
    ? { value: range.low }
    : { expected: "a time such as '2026-11-30' or '2026-11-30 14:05' (UTC)" };
}

/** The quote that an open token lacks. */
export function closing(token: FilterToken): string {
  return token.type === 'text' ? "a closing '" : 'a closing "';
}

/** First and last millisecond of a date or of a time without seconds; undefined where a value is one instant. */
export function spanOf(field: FilterField, token: FilterToken): { low: number; high: number } | undefined {
  const range = isTime(field) && token.type === 'text' ? timeRange(token.text) : undefined;
  return range && range.low !== range.high ? range : undefined;
}

/** True where values are compared as text whatever they look like. */
export function isTextField(field: FilterField): boolean {
  return field.type === 'tag' || (field.type === 'fact' && factColumn(field.id).kind === 'text');
}

function isTime(field: FilterField): field is { type: 'fact'; id: FactId } {
  return field.type === 'fact' && factColumn(field.id).kind === 'time';
}
