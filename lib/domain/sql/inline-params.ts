import { sqlLiteral } from './literal';
import { sqlParameters } from './parameters';

/** A parameter's value as it stands in SQL, of the same type. */
function literal(value: null | bigint | number | string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return String(value);
  // A whole number stays a real one.
  return typeof value === 'number' && Number.isSafeInteger(value) ? value.toFixed(1) : sqlLiteral(value);
}

/** A statement with the values of its parameters in their places; those without a value stay. */
export function inlineParams(
  sql: string,
  params: Readonly<Record<string, null | bigint | number | string>>,
): string {
  let text = '';
  let copied = 0;
  for (const { token, name } of sqlParameters(sql)) {
    if (!Object.hasOwn(params, name)) continue;
    text += sql.slice(copied, token.start) + literal(params[name]);
    copied = token.end;
  }
  return text + sql.slice(copied);
}
