import { findTextMentions, MENTIONED_KINDS, type MentionedKind } from '@/lib/domain/note-mentions';

/** What is being typed before the caret: from `start` on, of a kind (`kind`: of a kind not yet chosen), as far as `part`. */
export interface StartedMention {
  start: number;
  kind: MentionedKind | 'person' | 'kind';
  part: string;
}

// As where a mention may begin: not inside a word, an address or an escape.
const BEFORE = String.raw`(?<![\p{L}\p{N}_/#@&.\\])`;
const PERSON = new RegExp(String.raw`${BEFORE}@([\p{L}\p{N}_.-]{0,58})$`, 'u');
const NUMBERED = new RegExp(
  String.raw`${BEFORE}#(${MENTIONED_KINDS.join('|')})[ -](\d{0,15}|[\p{L}_][^\s#@]*(?: [^\s#@]+){0,3})$`,
  'iu',
);
const KIND = new RegExp(`${BEFORE}#([a-z]{0,10})$`, 'iu');

/** The mention that is typed at the end of a text; undefined when none is. */
export function startedMention(before: string): StartedMention | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const offset = before.length - line.length;
  const person = PERSON.exec(line);
  if (person) return { start: offset + person.index, kind: 'person', part: person[1] };
  const numbered = NUMBERED.exec(line);
  if (numbered) {
    const kind = numbered[1].toLowerCase() as MentionedKind;
    return { start: offset + numbered.index, kind, part: numbered[2] };
  }
  const kind = KIND.exec(line);
  return kind ? { start: offset + kind.index, kind: 'kind', part: kind[1].toLowerCase() } : undefined;
}

/** A person's mention as it is written; undefined for a name that cannot be. */
export function personMention(name: string): string | undefined {
  return [`@${name}`, `@[${name}]`].find((text) => {
    const [mention, ...others] = findTextMentions(text);
    return others.length === 0 && mention?.kind === 'person' && mention.name === name;
  });
}
