import type { SqlDialect } from '@/lib/domain/sql/dialect';

/** SQL with its clauses on lines of their own; undefined for a text that cannot be read as SQL. */
export async function formatSql(sql: string, dialect: SqlDialect): Promise<string | undefined> {
  const { format } = await import('sql-formatter');
  const language = dialect === 'postgres' ? 'postgresql' : 'sqlite';
  try {
    return format(sql, { language, keywordCase: 'preserve', tabWidth: 2 });
  } catch {
    return undefined;
  }
}
