import { QUERY_LIMITS } from '@/db/console/limits';
import type { Cell } from '@/db/console/query-result';

/** The sign that the server puts at the end of a text it cut. */
const CUT_SIGN = /… \[(\d+) characters\]$/;

/** The length of a text before it was cut, or undefined for one that is whole. */
function fullLength(text: string): number | undefined {
  if (text.length <= QUERY_LIMITS.maxTextLength) return undefined;
  const sign = CUT_SIGN.exec(text);
  return sign ? Number(sign[1]) : undefined;
}

/** True when the result holds only the beginning of a value. */
export function isCut(cell: Cell): boolean {
  if (cell === null || typeof cell === 'number') return false;
  return typeof cell === 'object' ? cell.hex.length < 2 * cell.bytes : fullLength(cell) !== undefined;
}

/** What is there of a cut text, without the sign. */
export function uncut(text: string): string {
  return fullLength(text) === undefined ? text : text.replace(CUT_SIGN, '');
}

/** How much a value is: characters of a text, bytes of a blob; undefined for all else. */
export function sizeOf(cell: Cell): { characters: number } | { bytes: number } | undefined {
  if (cell === null || typeof cell === 'number') return undefined;
  if (typeof cell === 'object') return { bytes: cell.bytes };
  return { characters: fullLength(cell) ?? cell.length };
}

/** Characters of a text that its cell in the grid shows. */
export const SHOWN_CHARACTERS = 160;

/** The beginning of a text on one line, as its cell shows it; `isPart` when that is not all. */
export function shownText(text: string): { shown: string; isPart: boolean } {
  const isPart = text.length > SHOWN_CHARACTERS;
  const start = isPart ? text.slice(0, SHOWN_CHARACTERS) : text;
  return { shown: start.replaceAll(/\r\n|\r|\n/g, '⏎').replaceAll('\t', '⇥'), isPart };
}

/** Characters of JSON beyond which indenting it would stall the page. */
const MOST_INDENTED = 1_000_000;

/** JSON with indents, or undefined for a text that is no object or array, or too long. Numbers keep all their digits. */
export function prettyJson(text: string): string | undefined {
  if (text.length > MOST_INDENTED || !/^\s*[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return indent(text);
}

/** Valid JSON with line breaks: its tokens stay as they are written, where JSON.parse would round 64-bit integers. */
function indent(json: string): string {
  let depth = 0;
  let last = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  const parts: string[] = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    const isClosing = token === '}' || token === ']';
    const isOpened = last === '{' || last === '[';
    if (isClosing) {
      depth--;
      parts.push(isOpened ? token : line() + token);
    } else {
      parts.push((isOpened ? line() : '') + token);
      if (token === ',') parts.push(line());
      if (token === ':') parts.push(' ');
      if (token === '{' || token === '[') depth++;
    }
    last = token;
  }
  return parts.join('');
}
