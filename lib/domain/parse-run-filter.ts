import type { FilterExpectation, ParsedFilter } from './run-filter';
import { FaultSignal, FilterParser } from './run-filter-parser';
import { type FilterToken, filterTokens } from './run-filter-tokens';

/** Reads a filter. */
export function parseRunFilter(source: string): ParsedFilter {
  const tokens = filterTokens(source);
  if (tokens.length === 1) return { filter: undefined };
  try {
    return { filter: new FilterParser(source, tokens).parse() };
  } catch (error) {
    if (error instanceof FaultSignal) return { fault: error.fault };
    throw error;
  }
}

/** What could stand behind the given tokens of a text, when they are the beginning of a filter. */
export function expectedBehind(
  source: string,
  tokens: readonly FilterToken[],
): FilterExpectation | undefined {
  const at = tokens.at(-1)?.end ?? 0;
  const end: FilterToken = { type: 'end', start: at, end: at };
  const parser = new FilterParser(source, [...tokens, end]);
  try {
    parser.parse();
    return { kind: 'words', words: parser.isNested ? ['AND', 'OR', ')'] : ['AND', 'OR'] };
  } catch (error) {
    if (!(error instanceof FaultSignal)) throw error;
    return error.fault.start === at && error.fault.end === at ? error.fault.expectation : undefined;
  }
}
