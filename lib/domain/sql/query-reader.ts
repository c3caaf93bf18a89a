import type { SqlDialect } from './dialect';
import { type SqlToken, sqlTokens } from './tokens';

/** One SELECT of a query: what it gives and what it reads. */
export interface Select {
  start: number;
  end: number;
  items: SqlToken[][];
  /** By their names; `query` is one in parentheses. */
  sources: { name: string; table?: string; query?: Query }[];
}

/** A query with its common table expressions and the SELECTs that it joins by UNION and the like. */
export interface Query {
  start: number;
  end: number;
  ctes: { name: string; columns?: string[]; query: Query }[];
  selects: Select[];
  /** Queries in parentheses anywhere inside, those of sources and of common table expressions included. */
  inner: Query[];
}

const CLAUSE_ENDS = new Set(['WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT']);
const JOINS = new Set(['JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'OUTER', 'CROSS', 'NATURAL']);
const NO_ALIAS = new Set([
  ...CLAUSE_ENDS,
  ...JOINS,
  'ON',
  'USING',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'AS',
  'INDEXED',
  'NOT',
]);

/** A word in capital letters; empty for any other token. */
export function sqlWord(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.value.toUpperCase() : '';
}
/** Index of the token behind EXPLAIN or EXPLAIN QUERY PLAN; 0 where a statement begins with neither. */
export function behindExplain(tokens: readonly SqlToken[]): number {
  if (sqlWord(tokens[0]) !== 'EXPLAIN') return 0;
  return sqlWord(tokens[1]) === 'QUERY' && sqlWord(tokens[2]) === 'PLAN' ? 3 : 1;
}

/** True for a token that can be a name. */
export function isSqlName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** Reads the queries of a statement; what is not finished or wrong is passed over. */
class Reader {
  readonly #tokens: SqlToken[];
  readonly #sql: string;

  constructor(sql: string, dialect: SqlDialect) {
    this.#sql = sql;
    this.#tokens = sqlTokens(sql, dialect).filter(({ kind }) => kind !== 'comment');
  }

  statement(): Query {
    const first = behindExplain(this.#tokens);
    return this.#query(first, this.#tokens.length, this.#sql.length);
  }

  #text(index: number): string {
    const token = this.#tokens[index];
    return token ? this.#sql.slice(token.start, token.end) : '';
  }

  /** Index behind the parenthesis that closes the one at `open`; `end` when none does. */
  #behind(open: number, end: number): number {
    let depth = 0;
    for (let at = open; at < end; at++) {
      if (this.#text(at) === '(') depth += 1;
      else if (this.#text(at) === ')' && --depth === 0) return at + 1;
    }
    return end;
  }

  #isQuery(open: number): boolean {
    return this.#text(open) === '(' && ['SELECT', 'WITH', 'VALUES'].includes(sqlWord(this.#tokens[open + 1]));
  }

  /** The query inside the parentheses at `open`. */
  #inParentheses(open: number, behind: number): Query {
    const isClosed = this.#text(behind - 1) === ')' && behind - 1 > open;
    const last = isClosed ? behind - 1 : behind;
    const until = isClosed ? this.#tokens[last].start : this.#sql.length;
    return this.#query(open + 1, last, until);
  }

  #query(first: number, end: number, endOffset: number): Query {
    const query: Query = {
      start: this.#tokens[first - 1]?.end ?? 0,
      end: endOffset,
      ctes: [],
      selects: [],
      inner: [],
    };
    let at = first;
    if (sqlWord(this.#tokens[at]) === 'WITH') at = this.#commonTables(query, at + 1, end);
    while (at < end) {
      const word = sqlWord(this.#tokens[at]);
      if (word === 'SELECT') at = this.#select(query, at + 1, end);
      else if (this.#text(at) === '(') at = this.#skipParentheses(query, at, end);
      else at += 1;
    }
    return query;
  }

  #commonTables(query: Query, first: number, end: number): number {
    let at = sqlWord(this.#tokens[first]) === 'RECURSIVE' ? first + 1 : first;
    while (at < end && isSqlName(this.#tokens[at]) && sqlWord(this.#tokens[at]) !== 'SELECT') {
      const name = this.#tokens[at].value;
      at += 1;
      let columns: string[] | undefined;
      if (this.#text(at) === '(') {
        const behind = this.#behind(at, end);
        columns = this.#tokens
          .slice(at + 1, behind)
          .filter(isSqlName)
          .map(({ value }) => value);
        at = behind;
      }
      while (['AS', 'NOT', 'MATERIALIZED'].includes(sqlWord(this.#tokens[at]))) at += 1;
      if (this.#text(at) !== '(') break;
      const behind = this.#behind(at, end);
      const inner = this.#inParentheses(at, behind);
      query.ctes.push({ name, columns, query: inner });
      query.inner.push(inner);
      at = behind;
      if (this.#text(at) !== ',') break;
      at += 1;
    }
    return at;
  }

  #skipParentheses(query: Query, open: number, end: number): number {
    const behind = this.#behind(open, end);
    if (this.#isQuery(open)) query.inner.push(this.#inParentheses(open, behind));
    else
      for (let at = open + 1; at < behind; at++)
        if (this.#text(at) === '(') at = this.#skipParentheses(query, at, behind) - 1;
    return behind;
  }

  /** Reads from behind SELECT to the end of that select; gives where it ends. */
  #select(query: Query, first: number, end: number): number {
    const select: Select = { start: this.#tokens[first - 1].end, end: query.end, items: [[]], sources: [] };
    query.selects.push(select);
    let at = first;
    if (['DISTINCT', 'ALL'].includes(sqlWord(this.#tokens[at]))) at += 1;
    while (at < end) {
      const word = sqlWord(this.#tokens[at]);
      if (word === 'FROM' || CLAUSE_ENDS.has(word) || isCompound(word)) break;
      if (this.#text(at) === '(') {
        const behind = this.#skipParentheses(query, at, end);
        select.items.at(-1)?.push(...this.#tokens.slice(at, behind));
        at = behind;
        continue;
      }
      if (this.#text(at) === ',') select.items.push([]);
      else select.items.at(-1)?.push(this.#tokens[at]);
      at += 1;
    }
    if (sqlWord(this.#tokens[at]) === 'FROM') at = this.#from(query, select, at + 1, end);
    while (at < end && !isCompound(sqlWord(this.#tokens[at]))) {
      at = this.#text(at) === '(' ? this.#skipParentheses(query, at, end) : at + 1;
    }
    if (at < end) select.end = this.#tokens[at].start;
    return at;
  }

  #from(query: Query, select: Select, first: number, end: number): number {
    let at = first;
    let isExpected = true;
    while (at < end) {
      const word = sqlWord(this.#tokens[at]);
      if (CLAUSE_ENDS.has(word) || isCompound(word)) return at;
      if (word === 'JOIN' || this.#text(at) === ',') {
        isExpected = true;
        at += 1;
      } else if (isExpected && this.#isQuery(at)) {
        const behind = this.#behind(at, end);
        const inner = this.#inParentheses(at, behind);
        query.inner.push(inner);
        const alias = this.#alias(behind);
        select.sources.push({ name: alias.name ?? '', query: inner });
        at = alias.next;
        isExpected = false;
      } else if (isExpected && isSqlName(this.#tokens[at]) && !JOINS.has(word)) {
        const isQualified = this.#text(at + 1) === '.' && isSqlName(this.#tokens[at + 2]);
        const table = this.#tokens[isQualified ? at + 2 : at].value;
        const owner = isQualified ? `${this.#tokens[at].value}.` : '';
        let next = at + (isQualified ? 3 : 1);
        if (this.#text(next) === '(') next = this.#skipParentheses(query, next, end);
        const alias = this.#alias(next);
        // The tracking database is the main one.
        const isOwn = /^main\.$/i.test(owner);
        select.sources.push({ name: alias.name ?? table, table: isOwn ? table : owner + table });
        at = alias.next;
        isExpected = false;
      } else if (this.#text(at) === '(') {
        if (isExpected)
          at += 1; // FROM (a JOIN b)
        else at = this.#skipParentheses(query, at, end);
      } else at += 1;
    }
    return at;
  }

  #alias(at: number): { name?: string; next: number } {
    const isMarked = sqlWord(this.#tokens[at]) === 'AS';
    const token = this.#tokens[isMarked ? at + 1 : at];
    if (!isSqlName(token) || (!isMarked && NO_ALIAS.has(sqlWord(token))))
      return { next: isMarked ? at + 1 : at };
    return { name: token.value, next: at + (isMarked ? 2 : 1) };
  }
}

function isCompound(word: string): boolean {
  return word === 'UNION' || word === 'EXCEPT' || word === 'INTERSECT';
}

/** The queries of a statement with their places in it; of what is half written, what can be read. */
export function readQuery(sql: string, dialect: SqlDialect = 'sqlite'): Query {
  return new Reader(sql, dialect).statement();
}
