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
  /** True for fields that most people leave as they are. */
  more?: boolean;
  /** Values of other fields of the same config with which this one means something. */
  appliesTo?: Record<string, string[]>;
}

/** A config as it stands in the form; it may still be wrong. */
export type Draft = { [key: string]: unknown };

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

/** What an optional field starts with when it begins to apply. */
export function startValue(schema: FieldSchema): unknown {
  return defaultValue(schema) ?? (schema.properties ? defaultsOf(schema.properties) : undefined);
}

/** A new draft of a method. What the earlier draft already says about fields that both have is kept. */
export function newDraft(schema: FieldSchema, earlier: Draft = {}): Draft {
  const draft: Draft = {};
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const isKept = key !== 'method' && Object.hasOwn(earlier, key) && earlier[key] !== undefined;
    const value = isKept ? earlier[key] : defaultValue(field);
    if (value !== undefined) draft[key] = value;
  }
  return withFitting(schema, draft);
}

/** The draft with one field set, or left out when the value is undefined. */
export function withField(draft: Draft, key: string, value: unknown): Draft {
  const { [key]: _old, ...rest } = draft;
  return value === undefined ? rest : { ...draft, [key]: value };
}

/** True for a field that means something beside what the draft says: `training` belongs to mode qat alone. */
export function doesApply(field: FieldSchema, draft: Draft): boolean {
  return Object.entries(field.appliesTo ?? {}).every(([key, values]) => values.includes(String(draft[key])));
}

/** The draft after a person changed one field: fields that no longer apply go, those that now do come. */
export function changeField(
  schema: FieldSchema,
  draft: Draft,
  key: string,
  value: unknown,
  parked: Draft = {},
): Draft {
  return withFitting(schema, withField(draft, key, value), key, parked);
}

function withFitting(schema: FieldSchema, draft: Draft, changed?: string, parked: Draft = {}): Draft {
  let fitting = draft;
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    if (field.appliesTo === undefined || (changed !== undefined && !(changed in field.appliesTo))) continue;
    if (!doesApply(field, draft)) fitting = withField(fitting, key, undefined);
    else if (fitting[key] === undefined) fitting = withField(fitting, key, parked[key] ?? startValue(field));
  }
  return fitting;
}

/** True for an object of JSON. */
export function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
