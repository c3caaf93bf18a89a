import type { Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { type SqlToken, sqlTokens } from '@/lib/domain/sql/tokens';

/** First words of a statement that may run. */
const READS = new Set(['SELECT', 'WITH', 'VALUES', 'EXPLAIN']);

/** First words after EXPLAIN: it lists the program of a statement and does not run it. */
const EXPLAINED = new Set(['SELECT', 'WITH', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** Table-valued functions over the schema. Any other `pragma_...` name is refused: one tells the file's path. */
const SCHEMA_FUNCTIONS = new Set([
  'pragma_table_info',
  'pragma_table_xinfo',
  'pragma_table_list',
  'pragma_index_list',
  'pragma_index_info',
  'pragma_index_xinfo',
  'pragma_foreign_key_list',
  'pragma_function_list',
  'pragma_collation_list',
  'pragma_compile_options',
]);

/**
 * Functions that read or write memory by an address: given bound values, `fts3_tokenizer` tells one, and takes one that is
 * called later (https://www.sqlite.org/fts3.html, section 8.1).
 */
const UNSAFE_FUNCTIONS = new Set(['fts3_tokenizer']);

function refuse(found: string, advice: string, at?: SqlToken): never {
  throw new AppError('query_refused', `The query was refused: ${found}. ${advice}`, {
    issues: at ? [{ path: 'sql', message: found, start: at.start, end: at.end }] : [],
  });
}

/**
 * Lets a statement through that reads, judged by its text; whether it is one statement and truly only reads is
 * asked of SQLite afterwards. True when it is an EXPLAIN.
 *
 * @throws AppError `query_refused` for another first word, for a `pragma_` function that is not about the
 *   schema and for one that reaches into memory, however quoted, and for a NUL character; with the place of what is refused.
 */
export function checkReadsOnly(sql: string): { isExplain: boolean } {
  if (sql.includes('\0'))
    refuse('it holds a NUL character, at which SQLite would stop reading', 'Remove that character.');
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  while (tokens[0]?.kind === 'semicolon') tokens.shift();
  if (tokens.length === 0) refuse('it holds no statement', 'Write one SELECT statement.');

  const [first, ...rest] = tokens;
  const word = first.kind === 'word' ? first.value.toUpperCase() : '';
  if (!READS.has(word)) {
    const shown = first.value.length > 40 ? `${first.value.slice(0, 40)}…` : first.value;
    const isHidden = /^[^\x20-\x7e]/.test(shown);
    refuse(
      `a statement must begin with SELECT, WITH, VALUES or EXPLAIN, and this one begins with ${JSON.stringify(shown)}${
        isHidden ? ' (a character that cannot be seen stands before it: type the line anew)' : ''
      }`,
      'The database is read only here: ATTACH, PRAGMA, VACUUM and everything that writes stay out.',
      first,
    );
  }
  if (word === 'EXPLAIN') {
    const isPlan = rest[0]?.value.toUpperCase() === 'QUERY' && rest[1]?.value.toUpperCase() === 'PLAN';
    const explained = rest[isPlan ? 2 : 0];
    // Some PRAGMAs act while they are compiled, so that explaining one would run it.
    if (explained?.kind !== 'word' || !EXPLAINED.has(explained.value.toUpperCase()))
      refuse(
        `EXPLAIN explains SELECT, WITH, VALUES, INSERT, REPLACE, UPDATE and DELETE, and found ${JSON.stringify(explained?.value ?? 'the end')}`,
        'Put one of these after EXPLAIN or EXPLAIN QUERY PLAN.',
        explained ?? first,
      );
  }
  for (const token of tokens) {
    const { kind, value } = token;
    // SQLite takes a text in '' for a table's name too.
    if (kind !== 'word' && kind !== 'quoted' && kind !== 'string') continue;
    const name = value.toLowerCase();
    if (/^pragma_\w+$/.test(name) && !SCHEMA_FUNCTIONS.has(name))
      refuse(
        `${name} is not one of the functions about the schema`,
        `These may be used: ${[...SCHEMA_FUNCTIONS].join(', ')}.`,
        token,
      );
    if (kind !== 'string' && UNSAFE_FUNCTIONS.has(name))
      refuse(
        `${name} reaches into the memory of the process`,
        'Leave it out: nothing that is recorded needs it.',
        token,
      );
  }
  return { isExplain: word === 'EXPLAIN' };
}

/**
 * Lets a prepared statement through that SQLite itself calls reading: `readonly` alone would let ATTACH pass, `reader`
 * alone INSERT ... RETURNING.
 *
 * @throws AppError `query_refused` for any other.
 */
export function requireReader(statement: Statement, isExplain: boolean): void {
  if (statement.reader && (statement.readonly || isExplain)) return;
  throw new AppError(
    'query_refused',
    'The query was refused: SQLite says that the statement writes or changes the connection. Only reading is possible here.',
  );
}
