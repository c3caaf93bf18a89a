import { z } from 'zod';
import { runConfigSchema } from '@/lib/domain/run-config';
import type { RunMethod } from '@/lib/domain/run-status';

/** The part of JSON Schema that the form reads. */
export interface FieldSchema {
  type?: 'object' | 'string' | 'integer' | 'number' | 'array' | 'boolean' | 'null';
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  anyOf?: FieldSchema[];
  oneOf?: FieldSchema[];
}

/** A config as it stands in the form; it may still be wrong. */
export type Draft = { [key: string]: unknown };

/** The fields of each method that a form can launch, from the schema of run configs. */
export function methodSchemas(): Partial<Record<RunMethod, FieldSchema>> {
  const schema = z.toJSONSchema(runConfigSchema, { io: 'input', unrepresentable: 'any' }) as FieldSchema;
  return Object.fromEntries(
    (schema.oneOf ?? schema.anyOf ?? [])
      .map((option) => [option.properties?.method?.const as RunMethod, option] as const)
      .filter(([method]) => method !== 'pipeline'),
  );
}

/** What a field holds before anybody typed: its default, with the defaults inside it; undefined where it has none. */
export function defaultValue(schema: FieldSchema): unknown {
  const object = schema.properties ? schema : schema.anyOf?.find(({ properties }) => properties);
  if (schema.default !== undefined && isObject(schema.default) && object?.properties) {
    return { ...defaultsOf(object.properties), ...schema.default };
  }
  if (schema.const !== undefined) return schema.const;
  return schema.default;
}

/** The defaults of an object's fields; those without one are left out. */
export function defaultsOf(properties: Record<string, FieldSchema>): Draft {
  return Object.fromEntries(
    Object.entries(properties)
      .map(([key, schema]) => [key, defaultValue(schema)])
      .filter(([, value]) => value !== undefined),
  );
}

/** A new draft of a method. What the earlier draft already says about fields that both have is kept. */
export function newDraft(schema: FieldSchema, earlier: Draft = {}): Draft {
  const properties = schema.properties ?? {};
  const kept = Object.entries(earlier).filter(([key]) => key in properties && key !== 'method');
  return { ...defaultsOf(properties), ...Object.fromEntries(kept) };
}

/** The draft with one field set, or left out when the value is undefined. */
export function withField(draft: Draft, key: string, value: unknown): Draft {
  const { [key]: _old, ...rest } = draft;
  return value === undefined ? rest : { ...draft, [key]: value };
}

/** True for fields that mean something beside what the draft says: training belongs to mode qat alone. */
export function doesApply(key: string, draft: Draft): boolean {
  return !(key === 'training' && draft.method === 'quantize' && draft.mode !== 'qat');
}

function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
