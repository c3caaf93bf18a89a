import { type Draft, isObject } from './form-schema';

/** Why a text is no config: what was found, and where; lines and columns count from 1. */
export interface JsonFault {
  kind: 'unexpected' | 'end' | 'duplicate' | 'notObject';
  /** The characters at the place, or the key that stands twice. */
  found: string;
  line: number;
  column: number;
}

/**
 * A config from its JSON text. An object that holds the config under `config`, as exports of runs do, stands for it.
 * A key that stands twice is a fault, since one of its values would be lost.
 */
export function parseConfigText(text: string): { value: Draft } | { fault: JsonFault } {
  const source = text.replace(/^\uFEFF/, '');
  const fault = findJsonFault(source);
  if (fault) return { fault };
  const value: unknown = JSON.parse(source);
  if (!isObject(value))
    return { fault: { kind: 'notObject', found: source.trim().slice(0, 20), line: 1, column: 1 } };
  if (value.method === undefined && isObject(value.config)) return { value: value.config };
  if (value.method === undefined && typeof value.config === 'string') {
    const inner = parseConfigText(value.config);
    if ('value' in inner) return inner;
  }
  return { value };
}

/** A config as the text that the form shows: the method and the experiment first. */
export function configText(draft: Draft): string {
  return JSON.stringify(methodFirst(draft), null, 2);
}

function methodFirst({ method, experiment, steps, ...rest }: Draft): Draft {
  const ordered = { method, experiment, ...rest };
  if (steps === undefined) return ordered;
  if (!Array.isArray(steps)) return { ...ordered, steps };
  return {
    ...ordered,
    steps: steps.map((entry: unknown) =>
      isObject(entry) && isObject(entry.config) ? { ...entry, config: methodFirst(entry.config) } : entry,
    ),
  };
}

/** The line of the key that a path names, or of the nearest one around it that the text has; counted from 1. */
export function lineOfPath(text: string, path: string): number {
  let nearest = { length: -1, at: text.search(/\S/) };
  findJsonFault(text, (known, at) => {
    const isPart = path === known || path.startsWith(`${known}.`);
    if (isPart && known.length > nearest.length) nearest = { length: known.length, at };
  });
  return text.slice(0, nearest.at).split('\n').length;
}

interface Level {
  isObject: boolean;
  keys: Set<string>;
  /** The key or index whose value is read. */
  place: string | number;
}

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

/**
 * The first place where a text departs from JSON, or repeats a key; undefined where it does neither. `onKey` is told
 * of each key on the way: its path, as `steps.0.config`, and where it stands.
 */
function findJsonFault(text: string, onKey?: (path: string, at: number) => void): JsonFault | undefined {
  const levels: Level[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const fault = (kind: JsonFault['kind'], found: string, place = at): JsonFault => {
    const before = text.slice(0, place).split('\n');
    return { kind, found, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at === text.length) return expected === 'nothing' ? undefined : fault('end', '');
    const character = text[at];
    const level = levels.at(-1);
    const closes = level && character === (level.isObject ? '}' : ']');
    if (closes && (expected === 'commaOrEnd' || expected === 'keyOrEnd' || expected === 'valueOrEnd')) {
      levels.pop();
      at++;
      expected = levels.length > 0 ? 'commaOrEnd' : 'nothing';
    } else if (expected === 'commaOrEnd' && character === ',') {
      at++;
      if (typeof level?.place === 'number') level.place++;
      expected = level?.isObject ? 'key' : 'value';
    } else if (expected === 'colon' && character === ':') {
      at++;
      expected = 'value';
    } else if (expected === 'key' || expected === 'keyOrEnd') {
      const end = endOfString(text, at);
      if (end.wrongAt !== undefined)
        return fault(
          end.wrongAt === text.length ? 'end' : 'unexpected',
          text.slice(end.wrongAt, end.wrongAt + 1),
          end.wrongAt,
        );
      const key = JSON.parse(text.slice(at, end.at)) as string;
      if (level?.keys.has(key)) return fault('duplicate', key);
      level?.keys.add(key);
      if (level) level.place = key;
      onKey?.(levels.map(({ place }) => place).join('.'), at);
      at = end.at;
      expected = 'colon';
    } else if (expected === 'value' || expected === 'valueOrEnd') {
      if (character === '{' || character === '[') {
        levels.push({ isObject: character === '{', keys: new Set(), place: character === '{' ? '' : 0 });
        at++;
        expected = character === '{' ? 'keyOrEnd' : 'valueOrEnd';
        continue;
      }
      if (character === '"') {
        const end = endOfString(text, at);
        if (end.wrongAt !== undefined)
          return fault(
            end.wrongAt === text.length ? 'end' : 'unexpected',
            text.slice(end.wrongAt, end.wrongAt + 1),
            end.wrongAt,
          );
        at = end.at;
      } else {
        SCALAR.lastIndex = at;
        const scalar = SCALAR.exec(text)?.[0];
        if (scalar === undefined) return fault('unexpected', wordAt(text, at));
        at += scalar.length;
      }
      expected = levels.length > 0 ? 'commaOrEnd' : 'nothing';
    } else {
      return fault('unexpected', wordAt(text, at));
    }
  }
}

/** Where a string that begins here ends, or where it is wrong. */
function endOfString(text: string, start: number): { at: number; wrongAt?: number } {
  if (text[start] !== '"') return { at: start, wrongAt: start };
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') return { at: at + 1 };
    if (character < ' ') return { at, wrongAt: at };
    if (character !== '\\') continue;
    const escaped = /^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(text.slice(at + 1, at + 6))?.[0];
    if (escaped === undefined) return { at, wrongAt: at };
    at += escaped.length;
  }
  return { at: text.length, wrongAt: text.length };
}

function wordAt(text: string, at: number): string {
  return /^[\w.+-]+/.exec(text.slice(at, at + 20))?.[0] ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
}
