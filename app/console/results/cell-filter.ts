import { cellText } from '@/db/console/cell-text';
import { isNumberText } from '@/lib/domain/number-text';
import { compareCells, type ExactCell, isNumber } from './cell-order';

/** What cells of a column are to be. */
export type CellFilter =
  | { kind: 'contains'; text: string; isNot: boolean }
  | { kind: 'compare'; operator: '=' | '!=' | '<' | '<=' | '>' | '>='; text: string }
  | { kind: 'null'; isNot: boolean };

const COMPARISON = /^(!=|<>|<=|>=|==|=|<|>)\s*([\s\S]*)$/;

/**
 * A filter as it is typed: `> 0.9`, `= text`, `= "text"`, `null`, `!null`, `!part`; all else is a part of the text.
 * Undefined for what is not yet a filter.
 */
export function parseCellFilter(typed: string): CellFilter | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const isNot = /^(!|not\s)/i.test(text);
  const rest = text.replace(/^(!|not\s+)/i, '');
  if (/^(is\s+)?null$/i.test(rest)) return { kind: 'null', isNot };
  if (/^is\s+not\s+null$/i.test(text)) return { kind: 'null', isNot: true };
  const comparison = COMPARISON.exec(text);
  if (!comparison) return rest === '' ? undefined : { kind: 'contains', text: rest, isNot };
  const [, sign, value] = comparison;
  if (value === '') return undefined;
  const operator =
    sign === '<>' ? '!=' : sign === '==' ? '=' : (sign as '=' | '!=' | '<' | '<=' | '>' | '>=');
  if (/^null$/i.test(value)) return { kind: 'null', isNot: operator === '!=' };
  return { kind: 'compare', operator, text: value };
}

/** A typed value as a number's cell; integers beyond 2^53 as their digits. Undefined for a text. */
function numberOf(text: string): number | string | undefined {
  if (/^[+-]?\d+$/.test(text)) {
    const digits = text.replace(/^\+/, '');
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits).toString();
  }
  if (/^-?inf(inity)?$/i.test(text)) return text.startsWith('-') ? '-Infinity' : 'Infinity';
  return isNumberText(text) ? Number(text) : undefined;
}

/** A typed text without the quotes that keep it from being a number, or that hold spaces. */
function unquoted(text: string): string {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text);
  return quoted && text.length > 1 ? quoted[2] : text;
}

/**
 * True when a cell is what the filter asks for. As in SQL, NULL is in no comparison. Numbers are compared with
 * numbers to the last digit, texts with texts; between the two, SQLite's order of types decides. What is contained
 * is looked for in the value as it is copied, upper and lower case alike.
 */
export function passes(cell: ExactCell, filter: CellFilter, type: string): boolean {
  if (filter.kind === 'null') return (cell === null) !== filter.isNot;
  if (cell === null) return filter.kind === 'contains' && filter.isNot;
  if (filter.kind === 'contains')
    return (
      (typeof cell === 'bigint' ? String(cell) : cellText(cell))
        .toLowerCase()
        .includes(filter.text.toLowerCase()) !== filter.isNot
    );
  return holds(filter.operator, orderOf(cell, filter.text, type));
}

function orderOf(cell: ExactCell, typed: string, type: string): number {
  const number = numberOf(typed);
  const isText = typeof cell === 'string' && !isNumber(cell, type);
  // In a column of texts, digits that are typed are a text; in one of several types every text is behind every number.
  if (number === undefined || (isText && type === 'TEXT'))
    return compareCells(cell, unquoted(typed), isNumber(cell, type) ? type : 'TEXT');
  return isText ? 1 : compareCells(cell, number, 'NUMERIC');
}

function holds(operator: string, order: number): boolean {
  if (operator === '=') return order === 0;
  if (operator === '!=') return order !== 0;
  if (operator.startsWith('<')) return order < 0 || (operator === '<=' && order === 0);
  return order > 0 || (operator === '>=' && order === 0);
}
