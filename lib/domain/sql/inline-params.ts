import { sqlLiteral } from './literal';
import { sqlTokens } from './tokens';

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
  params:
    | Readonly<Record<string, null | bigint | number | string>>
    | readonly (null | bigint | number | string)[],
): string {
  let place = 0;
  let text = '';
  let copied = 0;
  for (const { kind, start, end, value } of sqlTokens(sql)) {
    if (kind !== 'parameter') continue;
    const name = value.slice(1);
    const found = Array.isArray(params)
      ? params[place++]
      : Object.hasOwn(params, name)
        ? (params as Record<string, null | bigint | number | string>)[name]
        : undefined;
    if (found === undefined) continue;
    text += sql.slice(copied, start) + literal(found);
    copied = end;
  }
  return text + sql.slice(copied);
}
