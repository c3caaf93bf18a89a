import { withOptions } from 'sqlite3-parser';

/** SQLite's tokenizer and grammar, ported from its tokenize.c and parse.y, with the options that SQLite is built with for us. */
export const { parseStmt, tokenize } = withOptions({ digitSeparator: '_' });
export { tokenName } from 'sqlite3-parser';
