import type { useTranslations } from 'next-intl';

export type Words = ReturnType<typeof useTranslations<'words'>>;

const WORDS: readonly string[] = ['status', 'method', 'technique', 'engine'];

/** Words of our own in the language of the page; what people typed stays. */
export function wordOf(column: string, text: string, words: Words): string {
  const name = `${column}.${text}` as 'status.failed';
  return WORDS.includes(column) && words.has(name) ? words(name) : text;
}
