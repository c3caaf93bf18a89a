import { isFactId, METRIC_PICKS, type MetricPick } from './run-columns';
import type { FilterExpectation, FilterFault, FilterField, FilterValue, RunFilter } from './run-filter';
import type { CompareOperator, FilterToken } from './run-filter-tokens';
import { closing, isTextField, readValue, spanOf } from './run-filter-values';

const DEEPEST = 100;

/** A fault on its way out of the parser. */
export class FaultSignal extends Error {
  constructor(readonly fault: FilterFault) {
    super(fault.message);
  }
}

/** Reads one filter from its tokens. */
export class FilterParser {
  readonly #source: string;
  readonly #tokens: readonly FilterToken[];
  #place = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly FilterToken[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  get isNested(): boolean {
    return this.#depth > 0;
  }

  parse(): RunFilter {
    const filter = this.#either();
    if (this.#next.type !== 'end') this.#fail('AND, OR or the end', { kind: 'words', words: ['AND', 'OR'] });
    return filter;
  }

  get #next(): FilterToken {
    return this.#tokens[this.#place];
  }

  #either(): RunFilter {
    const items = [this.#all()];
    while (this.#takeWord('or')) items.push(this.#all());
    return items.length === 1 ? items[0] : { type: 'or', items };
  }

  #all(): RunFilter {
    const items = [this.#one()];
    while (this.#takeWord('and')) items.push(this.#one());
    return items.length === 1 ? items[0] : { type: 'and', items };
  }

  #one(): RunFilter {
    if (this.#depth > DEEPEST) this.#fail(`at most ${DEEPEST} parentheses and NOTs in one another`);
    if (this.#takeWord('not')) {
      this.#depth++;
      const item = this.#one();
      this.#depth--;
      return { type: 'not', item };
    }
    if (!this.#takeMark('(')) return this.#condition();
    this.#depth++;
    const inner = this.#either();
    this.#closeBehindCondition();
    this.#depth--;
    return inner;
  }

  #condition(): RunFilter {
    const field = this.#field();
    const token = this.#next;
    if (token.type === 'operator') {
      if (field.type === 'tag' && token.operator !== '=' && token.operator !== '!=') {
        this.#fail('=, !=, IN, LIKE or IS NULL behind tag', { kind: 'operator', field });
      }
      this.#place++;
      return this.#comparison(field, token.operator);
    }
    if (this.#takeWord('is')) {
      const isNegated = this.#takeWord('not');
      const words = isNegated ? ['NULL'] : ['NULL', 'NOT NULL'];
      if (!this.#takeWord('null')) this.#fail(words.join(' or '), { kind: 'words', words });
      return { type: 'null', field, isNegated };
    }
    const isNegated = this.#takeWord('not');
    if (this.#takeWord('in')) return { type: 'in', field, values: this.#values(field), isNegated };
    if (this.#takeWord('like')) return { type: 'like', field, pattern: this.#pattern(field), isNegated };
    if (field.type !== 'tag' && this.#takeWord('between')) return this.#between(field, isNegated);
    if (isNegated) this.#fail('IN, LIKE or BETWEEN', { kind: 'words', words: ['IN', 'LIKE', 'BETWEEN'] });
    return this.#fail('an operator (=, !=, <, <=, >, >=, IN, LIKE, BETWEEN, IS NULL)', {
      kind: 'operator',
      field,
    });
  }

  #field(): FilterField {
    const token = this.#next;
    const expected = 'a column, params.KEY, metrics.KEY or tag';
    if (token.type === 'key') {
      if (token.isOpen) this.#fail('a closing "', { kind: 'condition' });
      if (token.key === '') this.#fail(`a key behind ${token.scope}s.`, { kind: 'condition' });
      this.#place++;
      return token.scope === 'param'
        ? { type: 'param', key: token.key }
        : { type: 'metric', pick: 'last', key: token.key };
    }
    if (token.type !== 'word' && token.type !== 'name') this.#fail(expected, { kind: 'condition' });
    const name = (token.type === 'word' ? token.word : token.name).toLowerCase();
    const pick = METRIC_PICKS.find((known) => known === name);
    const behind = this.#tokens[this.#place + 1];
    if (pick !== undefined && behind?.type === 'mark' && behind.mark === '(') {
      this.#place += 2;
      return this.#metric(pick);
    }
    if (name === 'tag' || name === 'tags') {
      this.#place++;
      return { type: 'tag' };
    }
    if (!isFactId(name)) this.#fail(expected, { kind: 'condition' });
    this.#place++;
    return { type: 'fact', id: name };
  }

  #metric(pick: MetricPick): FilterField {
    const token = this.#next;
    if (token.type !== 'key' || token.scope !== 'metric' || token.key === '' || token.isOpen) {
      this.#fail('metrics.KEY', { kind: 'metric' });
    }
    this.#place++;
    this.#close();
    return { type: 'metric', pick, key: token.key };
  }

  #comparison(field: FilterField, operator: CompareOperator): RunFilter {
    const token = this.#next;
    const value = this.#value(field);
    const isOrder = operator !== '=' && operator !== '!=';
    if (isOrder && Number.isNaN(value)) {
      this.#place--;
      this.#fail('a number that has an order', { kind: 'value', field });
    }
    const span = spanOf(field, token);
    if (span && !isOrder) return { type: 'between', field, ...span, isNegated: operator === '!=' };
    const isBehind = span && (operator === '>' || operator === '<=');
    return { type: 'compare', field, operator, value: isBehind ? span.high : value };
  }

  #between(field: FilterField, isNegated: boolean): RunFilter {
    const low = this.#value(field);
    if (!this.#takeWord('and')) this.#fail('AND', { kind: 'words', words: ['AND'] });
    const token = this.#next;
    const high = this.#value(field);
    return { type: 'between', field, low, high: spanOf(field, token)?.high ?? high, isNegated };
  }

  #values(field: FilterField): FilterValue[] {
    if (!this.#takeMark('(')) this.#fail('( and values', { kind: 'words', words: ['('] });
    const values = [this.#value(field)];
    while (this.#takeMark(',')) values.push(this.#value(field));
    if (this.#next.type === 'end') this.#fail(', or )', { kind: 'words', words: [',', ')'] });
    this.#close();
    return values;
  }

  #pattern(field: FilterField): string {
    const token = this.#next;
    if (!isTextField(field) && field.type !== 'param') {
      this.#fail('an operator for numbers (LIKE is for text)', { kind: 'operator', field });
    }
    if (token.type !== 'text' || token.isOpen) {
      this.#fail(token.isOpen ? closing(token) : "a pattern such as '%text%'", { kind: 'value', field });
    }
    this.#place++;
    return token.text;
  }

  #value(field: FilterField): FilterValue {
    const { value, expected } = readValue(field, this.#next, this.#source);
    if (expected !== undefined) this.#fail(expected, { kind: 'value', field });
    this.#place++;
    return value;
  }

  #takeWord(word: string): boolean {
    const token = this.#next;
    if (token.type !== 'word' || token.word.toLowerCase() !== word) return false;
    this.#place++;
    return true;
  }

  #takeMark(mark: string): boolean {
    const token = this.#next;
    if (token.type !== 'mark' || token.mark !== mark) return false;
    this.#place++;
    return true;
  }

  #close(): void {
    if (!this.#takeMark(')')) this.#fail(')', { kind: 'words', words: [')'] });
  }

  #closeBehindCondition(): void {
    if (!this.#takeMark(')')) this.#fail('AND, OR or )', { kind: 'words', words: ['AND', 'OR', ')'] });
  }

  #fail(expected: string, expectation: FilterExpectation = { kind: 'condition' }): never {
    const { type, start, end } = this.#next;
    const text = this.#source.slice(start, end);
    const found = type === 'end' ? 'the end' : text.length > 40 ? `${text.slice(0, 40)}…` : text;
    const message = `Expected ${expected}; found ${found}.`;
    throw new FaultSignal({ start, end, expected, found, message, expectation });
  }
}
