/** The kinds of SQL that sources speak. */
export type SqlDialect = 'sqlite' | 'postgres';
