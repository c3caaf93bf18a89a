/** A value as better-sqlite3 gives it with safe integers. */
export type SqliteValue = null | bigint | number | string | Buffer;

/** Names of columns that may occur again: the second of a name gets `_2`. */
export function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times === 1 ? name : `${name}_${times}`;
  });
}
