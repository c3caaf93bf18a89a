import { schemaIndex } from '@/app/console/completion/place';

/** A column of a schema, described. */
export const column = (name: string, type = 'TEXT') => ({ name, type, description: `About ${name}.` });
/** A small schema for completion. */
export const schema = schemaIndex([
  { name: 'runs', kind: 'table', description: 'Runs.', columns: [column('id', 'INTEGER'), column('name')] },
  {
    name: 'layers',
    kind: 'table',
    description: 'Layers.',
    columns: [column('id'), column('run_id'), column('order')],
  },
  {
    name: 'metrics',
    kind: 'view',
    description: 'Points.',
    columns: [column('key'), column('value', 'REAL')],
  },
  { name: 'params', kind: 'table', description: 'Params.', columns: [column('run_id'), column('key')] },
]);
