/** The SQL that a link carries behind `#sql=`, which never reaches a server or its log. */
export function sqlOfHash(hash: string): string | undefined {
  if (!hash.startsWith('#sql=')) return undefined;
  try {
    return decodeURIComponent(hash.slice('#sql='.length));
  } catch {
    return undefined;
  }
}

/** The fragment of a link that fills the editor with SQL. */
export function hashOfSql(sql: string): string {
  return `#sql=${encodeURIComponent(sql)}`;
}
