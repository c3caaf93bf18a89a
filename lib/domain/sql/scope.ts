import { type SqlToken, sqlTokens } from './tokens';

/** Something that columns come from, as it is named in a query. */
export interface SqlSource {
  /** The name by which it is used: its alias, else its own. */
  name: string;
  /** Table, view or common table expression it is; undefined for a query in parentheses. */
  table?: string;
  /** Names of its columns where they can be told; undefined for a table, whose columns the schema knows. */
  columns?: string[];
}

/** What may be named at a place of a statement. */
export interface SqlScope {
  /** Sources of the query around the place, then those of the queries around it. */
  sources: SqlSource[];
  /** Common table expressions that may be read there. */
  ctes: SqlSource[];
}

/** Columns of a table of the schema by its name in any case. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

interface Select {
  start: number;
  end: number;
  items: SqlToken[][];
  sources: (SqlSource & { query?: Query })[];
}

interface Query {
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

const wordOf = (token: SqlToken | undefined) => (token?.kind === 'word' ? token.value.toUpperCase() : '');
const isName = (token: SqlToken | undefined): token is SqlToken =>
  token?.kind === 'word' || token?.kind === 'quoted';

/** Reads the queries of a statement; what is not finished or wrong is passed over. */
class Reader {
  readonly #tokens: SqlToken[];
  readonly #sql: string;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'comment');
  }

  statement(): Query {
    let first = 0;
    while (
      wordOf(this.#tokens[first]) === 'EXPLAIN' ||
      ['QUERY', 'PLAN'].includes(wordOf(this.#tokens[first]))
    )
      first++;
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
    return this.#text(open) === '(' && ['SELECT', 'WITH', 'VALUES'].includes(wordOf(this.#tokens[open + 1]));
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
    if (wordOf(this.#tokens[at]) === 'WITH') at = this.#commonTables(query, at + 1, end);
    while (at < end) {
      const word = wordOf(this.#tokens[at]);
      if (word === 'SELECT') at = this.#select(query, at + 1, end);
      else if (this.#text(at) === '(') at = this.#skipParentheses(query, at, end);
      else at += 1;
    }
    return query;
  }

  #commonTables(query: Query, first: number, end: number): number {
    let at = wordOf(this.#tokens[first]) === 'RECURSIVE' ? first + 1 : first;
    while (at < end && isName(this.#tokens[at]) && wordOf(this.#tokens[at]) !== 'SELECT') {
      const name = this.#tokens[at].value;
      at += 1;
      let columns: string[] | undefined;
      if (this.#text(at) === '(') {
        const behind = this.#behind(at, end);
        columns = this.#tokens
          .slice(at + 1, behind)
          .filter(isName)
          .map(({ value }) => value);
        at = behind;
      }
      while (['AS', 'NOT', 'MATERIALIZED'].includes(wordOf(this.#tokens[at]))) at += 1;
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
    if (['DISTINCT', 'ALL'].includes(wordOf(this.#tokens[at]))) at += 1;
    while (at < end) {
      const word = wordOf(this.#tokens[at]);
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
    if (wordOf(this.#tokens[at]) === 'FROM') at = this.#from(query, select, at + 1, end);
    while (at < end && !isCompound(wordOf(this.#tokens[at]))) {
      at = this.#text(at) === '(' ? this.#skipParentheses(query, at, end) : at + 1;
    }
    if (at < end) select.end = this.#tokens[at].start;
    return at;
  }

  #from(query: Query, select: Select, first: number, end: number): number {
    let at = first;
    let isExpected = true;
    while (at < end) {
      const word = wordOf(this.#tokens[at]);
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
      } else if (isExpected && isName(this.#tokens[at]) && !JOINS.has(word)) {
        const isQualified = this.#text(at + 1) === '.' && isName(this.#tokens[at + 2]);
        const table = this.#tokens[isQualified ? at + 2 : at].value;
        let next = at + (isQualified ? 3 : 1);
        if (this.#text(next) === '(') next = this.#skipParentheses(query, next, end);
        const alias = this.#alias(next);
        select.sources.push({ name: alias.name ?? table, table });
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
    const isMarked = wordOf(this.#tokens[at]) === 'AS';
    const token = this.#tokens[isMarked ? at + 1 : at];
    if (!isName(token) || (!isMarked && NO_ALIAS.has(wordOf(token)))) return { next: isMarked ? at + 1 : at };
    return { name: token.value, next: at + (isMarked ? 2 : 1) };
  }
}

function isCompound(word: string): boolean {
  return word === 'UNION' || word === 'EXCEPT' || word === 'INTERSECT';
}

type Ctes = ReadonlyMap<string, { columns?: string[]; query: Query }>;

function withCtes(outer: Ctes, query: Query): Ctes {
  return new Map([...outer, ...query.ctes.map((cte) => [cte.name.toLowerCase(), cte] as const)]);
}

/** Names of the columns of a query's result; those that cannot be told are left out. */
function resultColumns(query: Query, outer: Ctes, columnsOf: ColumnsOf, depth = 0): string[] {
  const [select] = query.selects;
  if (!select || depth > 12) return [];
  const ctes = withCtes(outer, query);
  const of = (source: Select['sources'][number]) => sourceColumns(source, ctes, columnsOf, depth + 1);
  return select.items.flatMap((tokens) => {
    const last = tokens.at(-1);
    if (!last) return [];
    if (last.value === '*' && last.kind === 'operator') {
      const [name] = tokens;
      const isQualified = tokens.length === 3 && isName(name);
      if (tokens.length > 1 && !isQualified) return [];
      const wanted = isQualified
        ? select.sources.filter((source) => source.name.toLowerCase() === name.value.toLowerCase())
        : select.sources;
      return wanted.flatMap(of);
    }
    return isName(last) && wordOf(last) !== 'END' ? [last.value] : [];
  });
}

function sourceColumns(
  source: Select['sources'][number],
  ctes: Ctes,
  columnsOf: ColumnsOf,
  depth: number,
): string[] {
  if (source.query) return resultColumns(source.query, ctes, columnsOf, depth);
  const cte = ctes.get(source.table?.toLowerCase() ?? '');
  // One that reads itself ends at the depth.
  if (cte) return cte.columns ?? resultColumns(cte.query, ctes, columnsOf, depth);
  return [...(columnsOf(source.table ?? '') ?? [])];
}

/**
 * What may be named at a place of a statement: the sources in the FROM of the queries around it, by their aliases, with
 * the columns of common table expressions and of queries in parentheses. It never fails: of what is half written it
 * tells what it can.
 */
export function scopeAt(sql: string, offset: number, columnsOf: ColumnsOf): SqlScope {
  const path: Query[] = [];
  for (let query: Query | undefined = new Reader(sql).statement(); query; ) {
    path.unshift(query);
    query = query.inner.findLast(({ start, end }) => start <= offset && offset <= end);
  }
  let ctes: Ctes = new Map();
  const known = path.map(() => ctes);
  for (let index = path.length - 1; index >= 0; index--) {
    ctes = withCtes(ctes, path[index]);
    known[index] = ctes;
  }
  const sources = path.flatMap((query, index) => {
    const select = query.selects.findLast(({ start, end }) => start <= offset && offset <= end);
    // A query that is itself a source, or a common table expression, does not see its neighbours.
    const inner = path[index - 1];
    const isSource = query.selects.some(({ sources: all }) => all.some((source) => source.query === inner));
    if (inner && (isSource || query.ctes.some((cte) => cte.query === inner))) return [];
    return (select?.sources ?? []).map((source): SqlSource => {
      const isTable = !source.query && !known[index].has(source.table?.toLowerCase() ?? '');
      const { name, table } = source;
      return isTable
        ? { name, table }
        : { name, table, columns: sourceColumns(source, known[index], columnsOf, 0) };
    });
  });
  return {
    sources,
    ctes: [...ctes].map(([, cte]) => {
      const name = path.flatMap((query) => query.ctes).find(({ query }) => query === cte.query)?.name ?? '';
      return { name, table: name, columns: cte.columns ?? resultColumns(cte.query, ctes, columnsOf) };
    }),
  };
}
