const LONGEST = 80;

/** What the first line of a query says, where it is a comment: a title of it; else undefined. */
export function firstComment(sql: string): string | undefined {
  const line = /^\s*--[ \t-]*(\S.*)/.exec(sql)?.[1].trim();
  return line && line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
