/** What a text can name by its number. */
export const MENTIONED_KINDS = ['run', 'model', 'note', 'experiment'] as const;
/** One of {@link MENTIONED_KINDS}. */
export type MentionedKind = (typeof MENTIONED_KINDS)[number];

/** Something that a text names: what the number belongs to, or a person by name; `start` and `end` are UTF-16 offsets. */
export type Mention = { start: number; end: number } & (
  | { kind: MentionedKind; id: number }
  | { kind: 'person'; name: string }
);

const NUMBERED = String.raw`#(?<kind>${MENTIONED_KINDS.join('|')})[ \u00A0-]?(?<id>[1-9]\d{0,14})(?![\p{L}\p{N}_])`;
const PERSON = String.raw`@(?:\[(?<full>[^\]\n[]{1,60})\]|(?<name>[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]{0,58}[\p{L}\p{M}\p{N}_])?))`;
// Not inside a word, an address or an escape.
const MENTION = new RegExp(String.raw`(?<![\p{L}\p{N}_/#@&.\\])(?:${NUMBERED}|${PERSON})`, 'giu');

/**
 * The mentions of a plain text: `#run 42`, `#model 7`, `#note 3`, `#experiment 2`, `@Ada`, `@[Ada Lovelace]`; for the
 * texts of Markdown that was read already, and so hold no code.
 */
export function findTextMentions(text: string): Mention[] {
  return [...text.matchAll(MENTION)].map(({ index, 0: match, groups = {} }): Mention => {
    const place = { start: index, end: index + match.length };
    const { kind, id, full, name } = groups;
    if (id === undefined) return { ...place, kind: 'person', name: full ?? name };
    const word = kind.toLowerCase() as MentionedKind;
    return { ...place, kind: word, id: Number(id) };
  });
}

/** The mentions of a Markdown text, as {@link findTextMentions}; what stands in code is none. */
export function findMentions(markdown: string): Mention[] {
  return findTextMentions(withoutCode(markdown));
}

/** Markdown with its fenced blocks and code spans made blank, so that all else keeps its place. */
export function withoutCode(markdown: string): string {
  const lines = markdown.split('\n');
  let fence: string | undefined;
  const outside = lines.map((line) => {
    const mark = /^[ \t>]*(?:[-*+] +|\d+[.)] +)?(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line);
    if (fence === undefined) {
      if (mark) fence = mark[1];
      return mark ? blank(line) : line;
    }
    // A block is closed by a fence at least as long with nothing behind it.
    if (mark && mark[1][0] === fence[0] && mark[1].length >= fence.length && mark[2].trim() === '')
      fence = undefined;
    return blank(line);
  });
  // A span begins with any number of backquotes, ends with as many, and does not leave its paragraph.
  return outside.join('\n').replace(/(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n)[\s\S])*?[^`])\1(?!`)/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

// ![words](address "title"), the address in angle brackets or with brackets in pairs.
const IMAGE =
  /!\[((?:[^\]\\]|\\.)*)\](\([ \t]*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\))/g;

/** Markdown with the words of its images alone: where an image lies is nothing that the text says. */
export function withImageWords(markdown: string): string {
  return markdown.replace(IMAGE, '$1');
}

/** As {@link withImageWords}, with blanks, so that all else keeps its place. */
export function withoutImageTargets(markdown: string): string {
  return markdown.replace(IMAGE, (_image, words: string, target: string) => `  ${words} ${blank(target)}`);
}
