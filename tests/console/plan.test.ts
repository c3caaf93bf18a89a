import { afterAll, beforeAll, expect, it } from 'vitest';
import { planHints } from '@/app/console/plan-hints';
import { planSteps } from '@/app/console/plan-steps';
import type { QueryPool } from '@/db/console/query-pool';
import { type QueryFixture, queryFixture } from './query-fixture';

let fixture: QueryFixture;
let pool: QueryPool;

beforeAll(async () => {
  fixture = await queryFixture('CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT)');
  pool = fixture.pool();
});
afterAll(() => fixture.close());

async function plan(sql: string, params = {}) {
  const result = await pool.run({ sql: `EXPLAIN QUERY PLAN ${sql}`, params, by: 'ada', source: 'console' });
  return planSteps(result) ?? [];
}

it.each([
  ['SELECT * FROM runs WHERE name = :name AND id > :least', {}],
  ['SELECT * FROM runs WHERE name = :name AND id > :least', { least: 1 }],
  ['SELECT * FROM runs WHERE name = ? AND id > ?', {}],
])('of %s needs no values for its parameters, given %j', async (sql, params) => {
  expect((await plan(sql, params)).map(({ detail }) => detail)).toEqual([
    'SEARCH runs USING INTEGER PRIMARY KEY (rowid>?)',
  ]);
});

it('hints at tables that are read whole, not at common table expressions, which can have no index', async () => {
  const sql =
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT a.x + 1 FROM c a LIMIT 9) SELECT * FROM c JOIN runs r ON r.name = x';
  const steps = await plan(sql);
  const hinted = [...planHints(steps, sql, [])].map(([id, hint]) => [
    steps.find((step) => step.id === id)?.detail,
    hint,
  ]);
  expect(hinted).toEqual([['SCAN r', 'scan']]);
});

it.each([
  ['SELECT avg(mean) FROM layer_stats', 12_000_000, ['scan']],
  ['SELECT avg(mean) FROM layer_stats', 500, []],
  ['SELECT avg(mean) FROM layer_stats WHERE run_id > 90000', 12_000_000, []],
])('hints at a view that is read whole though its plan says SEARCH: %s of %i rows', (sql, rows, hints) => {
  const steps = [{ id: 2, parent: 0, detail: 'SEARCH s USING PRIMARY KEY (run_id>?)' }];
  const sizes = [{ table: 'layer_stats', rows, isEstimate: true }];
  expect([...planHints(steps, sql, sizes).values()]).toEqual(hints);
});
