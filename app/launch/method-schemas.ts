import { z } from 'zod';
import { runConfigSchema } from '@/lib/domain/run-config';
import type { RunMethod } from '@/lib/domain/run-status';
import type { FieldSchema } from './form-schema';

/** The fields of each method that a form can launch, from the schema of run configs; for the server, which has the schema library. */
export function methodSchemas(): Partial<Record<RunMethod, FieldSchema>> {
  const schema = z.toJSONSchema(runConfigSchema, { io: 'input', unrepresentable: 'any' }) as FieldSchema;
  return Object.fromEntries(
    (schema.oneOf ?? schema.anyOf ?? []).map(
      (option) => [option.properties?.method?.const as RunMethod, option] as const,
    ),
  );
}
