import type { SchemaTable } from '@/db/console/schema-list';
import type { Locale } from './locale';

/** Descriptions of tables and columns in another language, by the English line of `db/descriptions`. */
async function loadDescriptions(locale: Locale): Promise<Readonly<Record<string, string>>> {
  return locale === 'en' ? {} : (await import(`./descriptions/${locale}.json`)).default;
}

/** The list of the schema with its descriptions in a language. */
export async function describeIn(locale: Locale, tables: readonly SchemaTable[]): Promise<SchemaTable[]> {
  const lines = await loadDescriptions(locale);
  const told = (english: string) => lines[english] ?? english;
  return tables.map((table) => ({
    ...table,
    description: told(table.description),
    columns: table.columns.map((column) => ({ ...column, description: told(column.description) })),
  }));
}
