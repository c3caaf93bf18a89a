import { AppError } from '@/lib/domain/errors';

/** First words of a statement that may run. */
const READS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'EXPLAIN']);

/** Where the first word of a statement begins: behind spaces, parentheses and comments, which nest in PostgreSQL. */
function firstWordAt(sql: string): number {
  let at = 0;
  while (at < sql.length) {
    if (/[\s(;]/.test(sql[at])) at += 1;
    else if (sql.startsWith('--', at)) {
      const end = /[\r\n]/.exec(sql.slice(at))?.index;
      at = end === undefined ? sql.length : at + end;
    } else if (sql.startsWith('/*', at)) {
      let depth = 0;
      do {
        if (sql.startsWith('/*', at)) depth += 1;
        else if (sql.startsWith('*/', at)) depth -= 1;
        else at -= 1;
        at += 2;
      } while (depth > 0 && at < sql.length);
    } else return at;
  }
  return at;
}

/**
 * Lets a statement through that reads, judged by its first word. The server then is asked whether it is one statement
 * that gives rows, and runs it in a transaction that cannot write.
 *
 * @throws AppError `query_refused` for another first word and for a NUL character.
 */
export function checkReadsPostgres(sql: string): { isExplain: boolean } {
  if (sql.includes('\0'))
    throw refused('it holds a NUL character, at which PostgreSQL would stop reading. Remove that character');
  const word = /^\w*/.exec(sql.slice(firstWordAt(sql)))?.[0] ?? '';
  if (READS.has(word.toUpperCase())) return { isExplain: word.toUpperCase() === 'EXPLAIN' };
  throw refused(
    word === ''
      ? 'it holds no statement. Write one SELECT statement'
      : `a statement must begin with ${[...READS].join(', ')}, and this one begins with ${JSON.stringify(word.slice(0, 40))}. The database is only read here`,
  );
}

/** @throws AppError `query_refused` in these words. */
export function refused(found: string): AppError {
  return new AppError('query_refused', `The query was refused: ${found}.`);
}
