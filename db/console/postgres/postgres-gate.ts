import { AppError } from '@/lib/domain/errors';
import { sqlTokens } from '@/lib/domain/sql/tokens';

/** First words of a statement that may run. */
const READS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'EXPLAIN']);

/**
 * Lets a statement through that reads, judged by its first word. The server then is asked whether it is one statement
 * that gives rows, and runs it in a transaction that cannot write.
 *
 * @throws AppError `query_refused` for another first word and for a NUL character.
 */
export function checkReadsPostgres(sql: string): { isExplain: boolean } {
  if (sql.includes('\0'))
    throw refused('it holds a NUL character, at which PostgreSQL would stop reading. Remove that character');
  const first = sqlTokens(sql, 'postgres').find(
    ({ kind, value }) => kind !== 'comment' && kind !== 'semicolon' && value !== '(',
  );
  const word = first?.value ?? '';
  // Names are told from words, and JavaScript's capitals of other letters from ASCII's.
  if (first?.kind === 'word' && /^[a-z]+$/i.test(word) && READS.has(word.toUpperCase()))
    return { isExplain: word.toUpperCase() === 'EXPLAIN' };
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
