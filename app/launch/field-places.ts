import { type Draft, doesApply, type FieldSchema, isObject } from './form-schema';
import { type MethodSchemas, stepsOf } from './method-draft';

/** True when the form has a field beside which a fault at the path is told. */
export function hasField(schemas: MethodSchemas, draft: Draft, path: string): boolean {
  const [key, index, inner, ...rest] = path.split('.');
  const schema = schemas[String(draft.method)];
  if (key !== 'steps') return hasFieldIn(schema, draft, path.split('.'));
  if (index === undefined || inner === 'step') return true;
  const config = stepsOf(draft)[Number(index)]?.config;
  return (
    inner === 'config' &&
    config !== undefined &&
    !['experiment', 'name'].includes(rest[0]) &&
    hasFieldIn(schemas[String(config.method)], config, rest)
  );
}

function hasFieldIn(schema: FieldSchema | undefined, value: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  const field = schema && choices(schema).find(({ properties }) => properties?.[key])?.properties?.[key];
  const draft = isObject(value) ? value : {};
  if (field === undefined || field.const !== undefined || !doesApply(field, draft)) return false;
  switch (key) {
    case 'base':
    case 'teacher':
      return true;
    case 'architecture':
      return rest[0] === 'widths'
        ? isObject(draft.architecture) && draft.architecture.name === 'mlp'
        : rest.length === 0 || rest[0] === 'name';
    case 'student':
      return rest.length === 0 || hasFieldIn(field, draft.student, rest);
  }
  if (choices(field).some(({ properties }) => properties)) {
    // A group has no place for a fault of its own, and one that is left out has no fields.
    return rest.length > 0 && isObject(draft[key]) && hasFieldIn(field, draft[key], rest);
  }
  return rest.length === 0 || field.type === 'array';
}

/** The shapes that a field may have. */
function choices(schema: FieldSchema): readonly FieldSchema[] {
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}
