/** What a link carries behind `#sql=`, which never reaches a server or its log. */
export interface LinkedSql {
  sql: string;
  /** Where it is asked; '' for the tracking database. */
  connection: string;
}

/** The SQL of a link's fragment, and where it is asked; undefined for another fragment. */
export function linkOfHash(hash: string): LinkedSql | undefined {
  const [, sql, connection = ''] = /^#sql=([^&]*)(?:&connection=([^&]*))?$/.exec(hash) ?? [];
  if (sql === undefined) return undefined;
  try {
    return { sql: decodeURIComponent(sql), connection: decodeURIComponent(connection) };
  } catch {
    return undefined;
  }
}

/** The fragment of a link that fills the editor with SQL. */
export function hashOfLink({ sql, connection }: LinkedSql): string {
  const where = connection === '' ? '' : `&connection=${encodeURIComponent(connection)}`;
  return `#sql=${encodeURIComponent(sql)}${where}`;
}
