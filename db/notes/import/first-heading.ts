import { withImageWords } from '@/lib/domain/note-mentions';

/** The heading of the first level that a text begins with, as a line of plain text, and what is behind it. */
export function splitHeading(markdown: string): { title: string; rest: string } | undefined {
  const heading = /^\s*# +(.+?)(?: +#+)? *(?:\n|$)/.exec(markdown);
  return heading ? { title: plainLine(heading[1]), rest: markdown.slice(heading[0].length) } : undefined;
}

/** A line of Markdown without its marks: of images and links their words, of emphasis and code what is in them. */
function plainLine(line: string): string {
  return withImageWords(line)
    .replace(/\[([^\]]*)\]\([^()]*\)/g, '$1')
    .replace(/(?<!\\)(\*{1,3}|~~|`+)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_\\])(_{1,3})(?=\S)(.*?\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
