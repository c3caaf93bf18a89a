/** A value as it stands in SQL: a number, or text in single quotes, with NUL as `char(0)`. */
export function sqlLiteral(value: number | string): string {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NULL';
    if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
    return Object.is(value, -0) ? '-0.0' : String(value);
  }
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\0') ? `(${quoted.replaceAll('\0', "' || char(0) || '")})` : quoted;
}

/** A name as it stands in SQL: in double quotes where it needs them. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text for a pattern of LIKE with `ESCAPE '\\'`, in which its own signs mean themselves. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
