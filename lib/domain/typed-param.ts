import { z } from 'zod';
import { AppError } from './errors';
import { isNumberText } from './number-text';

/** What a parameter of a query can be. */
export const PARAM_TYPES = ['integer', 'real', 'text', 'null'] as const;

/** A parameter as a person gives it: its type, and its value as it was typed. */
export const typedParamSchema = z.object({ type: z.enum(PARAM_TYPES), value: z.string() });
export type TypedParam = z.infer<typeof typedParamSchema>;

/** Parameters by name without their mark; by number, from "1", for those written as `?`. */
export const typedParamsSchema = z.record(z.string(), typedParamSchema);
export type TypedParams = z.infer<typeof typedParamsSchema>;

/** Whether a text is a whole number that fits 64 bits. */
export function isInteger64(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false;
  const integer = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, integer) === integer;
}

/** The type that values look like: one that fits them all, text where none of numbers does. */
export function likelyParamType(values: readonly string[]): TypedParam['type'] {
  if (values.every(isInteger64)) return 'integer';
  return values.every(isNumberText) ? 'real' : 'text';
}

/**
 * The value of a parameter as a query takes it: 64-bit integers keep each digit, texts stay texts.
 *
 * @throws AppError `invalid_argument` for what is no value of the type.
 */
export function paramValue(name: string, { type, value }: TypedParam): null | bigint | number | string {
  const text = value.trim();
  if (type === 'null') return null;
  if (type === 'text') return value;
  if (type === 'integer' && isInteger64(text)) return BigInt(text.replace(/^\+/, ''));
  if (type === 'real' && isNumberText(text)) return Number(text);
  throw new AppError(
    'invalid_argument',
    `The query was not run: the parameter ${name} is to be ${type === 'integer' ? 'an integer of 64 bits' : 'a number'}, and "${value}" is none. Change it or its type.`,
    { issues: [{ path: `params.${name}`, message: value }] },
  );
}

/**
 * All parameters as a query takes them, by name, those written as `?` by their number.
 *
 * @throws AppError `invalid_argument` as {@link paramValue}.
 */
export function paramValues(params: TypedParams): Record<string, null | bigint | number | string> {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, paramValue(name, param)]));
}

/**
 * Parameters as the query log keeps them, a JSON of values by name or in order, as a person gives them: numbers are
 * integers where they are whole, and so are texts of more digits than JSON's numbers keep.
 */
export function loggedParams(json: string): TypedParams {
  const values = Object.entries(JSON.parse(json) as Record<string, unknown> | unknown[]);
  const isList = json.startsWith('[');
  return Object.fromEntries(
    values.map(([name, value]): [string, TypedParam] => {
      const text = value === null ? '' : String(value);
      const isWide = typeof value === 'string' && text.length > 15 && isInteger64(text);
      const isNumber = typeof value === 'number' || isWide;
      const type = value === null ? 'null' : isNumber ? (isInteger64(text) ? 'integer' : 'real') : 'text';
      return [isList ? String(Number(name) + 1) : name, { type, value: text }];
    }),
  );
}
