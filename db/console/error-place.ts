import { syntaxFault } from '@/lib/domain/sql/syntax-fault';
import { type SqlToken, sqlTokens } from '@/lib/domain/sql/tokens';

/** Part of a statement, UTF-16 offsets. */
export interface SqlPlace {
  start: number;
  end: number;
}

/**
 * Where in a statement SQLite found the fault that `message` tells; SQLite itself gives a word and no place.
 *
 * @param faultOf the message with which SQLite refuses a statement, undefined when it takes it. Of several names that
 *   look alike it tells which one is wrong: without it the fault is another or gone.
 */
export function findErrorPlace(
  sql: string,
  message: string,
  faultOf: (sql: string) => string | undefined,
): SqlPlace | undefined {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'comment');
  if (/syntax error$|^incomplete input|^unrecognized token/.test(message)) {
    const syntax = syntaxFault(sql);
    if (syntax?.message !== message) return undefined;
    return syntax.end > syntax.start ? { start: syntax.start, end: syntax.end } : placeOf(tokens.at(-1));
  }

  const called = /(?:no such function: |function |misuse of aggregate: )([\w$]+)/.exec(message)?.[1];
  if (called !== undefined) {
    const calls = tokens.filter(
      (token, index) => isNamed(token, called) && sql[tokens[index + 1]?.start] === '(',
    );
    return placeOf(calls[0]);
  }

  const name = /^(?:no such (?:column|table): |ambiguous column name: )([\s\S]+)$/.exec(message)?.[1];
  if (name === undefined) return undefined;
  // A name behind AS is made there, not looked up.
  const places = placesOfName(sql, tokens, name).filter(
    ({ start }) => tokens.findLast((token) => token.end <= start)?.value.toUpperCase() !== 'AS',
  );
  const wrong = places.find(({ start, end }) => {
    const fault = faultOf(`${sql.slice(0, start)}NULL${sql.slice(end)}`);
    return fault !== message && !fault?.includes('syntax error');
  });
  return wrong ?? places[0];
}

function placeOf(token: SqlToken | undefined): SqlPlace | undefined {
  return token && { start: token.start, end: token.end };
}

function isNamed({ kind, value }: SqlToken, name: string): boolean {
  return (kind === 'word' || kind === 'quoted') && value.toLowerCase() === name.toLowerCase();
}

/** Where a name of one or more parts, as `t.x`, is written. */
function placesOfName(sql: string, tokens: readonly SqlToken[], name: string): SqlPlace[] {
  const whole = tokens.filter((token) => isNamed(token, name));
  // A name may hold a dot itself: only when it stands nowhere whole is it taken apart.
  if (whole.length > 0 || !name.includes('.')) return whole.map(({ start, end }) => ({ start, end }));
  const parts = name.split('.');
  const places: SqlPlace[] = [];
  for (let first = 0; first < tokens.length; first++) {
    const last = first + 2 * (parts.length - 1);
    const fits = parts.every((part, index) => {
      const token = tokens[first + 2 * index];
      const dot = tokens[first + 2 * index - 1];
      return token && isNamed(token, part) && (index === 0 || sql.slice(dot.start, dot.end) === '.');
    });
    if (fits) places.push({ start: tokens[first].start, end: tokens[last].end });
  }
  return places;
}
