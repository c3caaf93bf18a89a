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
