import { describe, expect, it } from 'vitest';
import { meaningAt } from '@/app/console/completion/meaning';
import { schemaIndex } from '@/app/console/completion/place';
import { suggestionsAt } from '@/app/console/completion/suggest';
import { valueAt } from '@/app/console/completion/value-wanted';
import { planHint, planHints } from '@/app/console/plan-hints';
import { planSteps } from '@/app/console/plan-steps';
import { column, schema } from './small-schema';

/** The proposals at `|`, with the part of the text that they replace. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const sql = marked.replace('|', '');
  const found = suggestionsAt(sql, offset, schema);
  return found && { replaced: sql.slice(found.from, found.to), items: found.items };
}
const labels = (marked: string, kind: string) =>
  at(marked)
    ?.items.filter((item) => item.kind === kind)
    .map(({ label }) => label);

describe('completion', () => {
  it('dbeaver#34533, dbeaver#37602, beekeeper-studio#895: columns by alias, of that alias alone', () => {
    expect(labels('SELECT r.| FROM runs r, layers l', 'column')).toEqual(['id', 'name']);
    expect(labels('SELECT * FROM layers AS l WHERE l.|', 'column')).toEqual(['id', 'run_id', 'order']);
  });

  it('dbeaver#22170: only the typed part is replaced, so that no alias comes twice', () => {
    expect(at('SELECT r.na| FROM runs r')?.replaced).toBe('na');
    expect(at('SELECT r.na| FROM runs r')?.items.every(({ insert }) => !insert.includes('.'))).toBe(true);
  });

  it('dbeaver#8949: common table expressions and queries in parentheses', () => {
    expect(labels('WITH best AS (SELECT id, name AS label FROM runs) SELECT | FROM best', 'column')).toEqual([
      'id',
      'label',
    ]);
    expect(labels('WITH best AS (SELECT 1) SELECT * FROM |', 'table')).toEqual([
      'best',
      'runs',
      'layers',
      'metrics',
      'params',
    ]);
    expect(labels('SELECT q.| FROM (SELECT id AS run FROM runs) q', 'column')).toEqual(['run']);
  });

  it('behind FROM and JOIN and a comma there: tables alone', () => {
    for (const place of ['SELECT * FROM |', 'SELECT * FROM runs r JOIN la|', 'SELECT * FROM runs, |'])
      expect(at(place)?.items.every(({ kind }) => kind === 'table')).toBe(true);
    expect(labels('SELECT count(*), | FROM runs', 'column')).toEqual(['id', 'name']);
    expect(labels('SELECT * FROM runs ORDER BY id, |', 'column')).toEqual(['id', 'name']);
  });

  it('grafana/clickhouse-datasource#1820: each proposal once', () => {
    const items = at('SELECT | FROM runs a, runs b, metrics')?.items ?? [];
    const keys = items.map(({ kind, label, detail }) => `${kind} ${label} ${detail}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(items.find(({ label }) => label === 'wasserstein')?.detail).toContain('wasserstein(');
  });

  it('names that are words of SQL come in quotes', () => {
    expect(at('SELECT l.| FROM layers l')?.items.find(({ label }) => label === 'order')?.insert).toBe(
      '"order"',
    );
  });

  it('nothing in texts, numbers and comments', () => {
    for (const place of [
      "SELECT 'a|' FROM runs",
      'SELECT 12| FROM runs',
      '-- a| b\nSELECT 1',
      'SELECT 1 /* | */',
    ])
      expect(at(place)).toBeUndefined();
  });

  it('nothing where a name is made up, so that Enter takes it as it is typed', () => {
    for (const place of [
      'SELECT name AS num|',
      'SELECT 1 AS |',
      'SELECT name AS "num|" FROM runs',
      'WITH co|',
      'WITH a AS (SELECT 1), co|',
      'SELECT * FROM runs AS r|',
    ])
      expect(at(place), place).toBeUndefined();
  });

  it('behind an expression or source: the keywords that begin with what is typed, for one letter none', () => {
    expect(at('SELECT count(*) n| FROM runs')?.items).toEqual([]);
    expect(at('SELECT * FROM runs l|')?.items).toEqual([]);
    expect(at('SELECT name num| FROM runs')?.items).toEqual([]);
    expect(suggestionsAt('SELECT name n', 13, schema)?.isIncomplete).toBe(true);
    expect(labels('SELECT name fr|', 'keyword')).toEqual(['FROM']);
    for (const star of ['*', 'id, *', 'r.*'])
      expect(labels(`SELECT ${star} or|`, 'keyword')).toEqual(['OR', 'ORDER BY']);
    expect(labels('SELECT * FROM runs WHERE id = 1 a|', 'keyword')).toEqual(['AS', 'AND', 'ASC']);
    const behind = at('SELECT name |')?.items ?? [];
    expect(behind.every(({ kind }) => kind === 'keyword')).toBe(true);
    expect(behind.map(({ label }) => label)).toEqual(expect.arrayContaining(['FROM', 'AS', 'AND', 'IN']));
    expect(labels('WITH a AS (SELECT 1) SE|', 'keyword')).toEqual(['SELECT']);
    expect(labels('EXPLAIN QUERY PLAN SE|', 'keyword')).toContain('SELECT');
    // A product and what a keyword leads into are not at their end.
    for (const place of ['SELECT id * |', 'SELECT CASE WHEN |', 'SELECT id, |'])
      expect(labels(`${place} FROM runs`, 'column'), place).toEqual(['id', 'name']);
  });

  it('of a common table expression or query in parentheses with what the schema says of them', () => {
    const item = (marked: string, label: string) => at(marked)?.items.find((one) => one.label === label);
    const sql = 'WITH b AS (SELECT id AS nr, count(*) AS n FROM runs) SELECT';
    expect(item(`${sql} b.|`, 'n')).toMatchObject({ detail: 'of WITH b' });
    expect(item(`${sql} b.| FROM b`, 'nr')).toMatchObject({ detail: 'integer · b', about: 'About id.' });
    expect(item(`${sql} | FROM b`, 'n')).toMatchObject({ detail: 'of WITH b' });
    expect(item(`${sql} | FROM b c`, 'n')).toMatchObject({ detail: 'of WITH b · c' });
    expect(item('SELECT | FROM (SELECT * FROM runs) q', 'name')).toMatchObject({
      detail: 'text · q',
      about: 'About name.',
    });
  });

  it('in ORDER BY, GROUP BY and HAVING the aliases of the results too', () => {
    for (const clause of ['ORDER BY', 'ORDER BY id,', 'GROUP BY', 'GROUP BY id HAVING'])
      expect(labels(`SELECT id AS run_nr FROM runs ${clause} run_n|`, 'column')?.[0]).toBe('run_nr');
    expect(labels('SELECT id AS run_nr FROM runs WHERE |', 'column')).not.toContain('run_nr');
  });

  it('behind a semicolon a statement begins', () => {
    for (const place of [
      'SELECT * FROM runs;\n|',
      'SELECT * FROM runs;|',
      'SELECT 1;\n|\nSELECT * FROM runs',
    ]) {
      expect(labels(place, 'column'), place).toEqual([]);
      expect(labels(place, 'snippet'), place).toContain('with');
    }
    expect(at('SELECT 1; -- a| b\nSELECT 2')).toBeUndefined();
  });

  it('the tables of the main database by its name, and columns of functions that stand for tables', () => {
    expect(labels('SELECT * FROM main.ru|', 'table')).toContain('runs');
    expect(labels("SELECT j.| FROM json_each('[1]') j", 'column')).toContain('atom');
  });

  it('inside the quotes of a name: names alone, and the quote is closed once', () => {
    const inserted = (marked: string) => {
      const found = at(marked);
      return {
        replaced: found?.replaced,
        insert: found?.items.find(({ label }) => label === 'name')?.insert,
      };
    };
    expect(inserted('SELECT "na|" FROM runs')).toEqual({ replaced: 'na', insert: 'name' });
    expect(inserted('SELECT r."na|me" FROM runs r')).toEqual({ replaced: 'name', insert: 'name' });
    expect(at('SELECT * FROM "ru|')?.items.map(({ insert }) => insert)).toContain('runs"');
    expect(at('SELECT "na|" FROM runs')?.items.some(({ kind }) => kind === 'function')).toBe(false);
  });

  it('of the statement at the cursor alone', () => {
    expect(labels('SELECT * FROM metrics; SELECT | FROM runs; SELECT * FROM layers', 'column')).toEqual([
      'id',
      'name',
    ]);
  });
});

describe('a query plan', () => {
  it('is known by its columns, and says where an index is missing', () => {
    const columns = ['id', 'parent', 'notused', 'detail'].map((name) => ({ name, type: 'TEXT' }));
    const plan = { columns, rows: [[2, 0, 0, 'SCAN runs']], truncated: false as const, elapsedMs: 1 };
    expect(planSteps(plan)).toEqual([{ id: 2, parent: 0, detail: 'SCAN runs' }]);
    expect(planSteps({ ...plan, columns: columns.slice(1) })).toBeUndefined();
    expect([
      planHint('SCAN runs'),
      planHint('SCAN runs USING COVERING INDEX runs_name'),
      planHint('SEARCH runs USING INDEX a (b=?)'),
      planHint('USE TEMP B-TREE FOR ORDER BY'),
      planHint('SEARCH q USING AUTOMATIC COVERING INDEX (id=?)'),
      planHint('SCAN CONSTANT ROW'),
    ]).toEqual(['scan', undefined, undefined, 'sort', 'automatic', undefined]);
  });
});

it('a plan’s hints leave out what is known to be small', () => {
  const size = (table: string, rows: number) => ({ table, rows, isEstimate: false });
  const step = (id: number, detail: string) => ({ id, parent: 0, detail });
  const sql = 'SELECT * FROM layer_sensitivity s JOIN Experiments e ON e.id = s.x ORDER BY 1';
  const steps = [
    step(1, 'SCAN s'),
    step(2, 'SEARCH e USING AUTOMATIC COVERING INDEX (id=?)'),
    step(3, 'USE TEMP B-TREE FOR ORDER BY'),
  ];
  const hints = (...sizes: ReturnType<typeof size>[]) => [...planHints(steps, sql, sizes)];
  expect(hints(size('layer_sensitivity', 10_000), size('experiments', 9_999))).toEqual([
    [1, 'scan'],
    [3, 'sort'],
  ]);
  expect(hints(size('layer_sensitivity', 50), size('experiments', 60))).toEqual([]);
  // Of what is not known, everything is said.
  expect(hints(size('experiments', 60))).toEqual([
    [1, 'scan'],
    [3, 'sort'],
  ]);
});

describe('completion over other sources', () => {
  const foreign = (name: string, sql: string) => ({
    ...{ name, sql, kind: 'table' as const, description: '' },
    columns: [{ name: 'run_uuid', sql: 'run_uuid', type: 'TEXT', description: '' }],
  });
  const attached = schemaIndex([
    foreign('mlflow.runs', 'mlflow.runs'),
    {
      ...foreign('mlflow.order', 'mlflow."order"'),
      columns: [{ name: 'Key', sql: '"Key"', type: 'TEXT', description: '' }],
    },
    { name: 'runs', kind: 'table', description: 'Runs.', columns: [column('id', 'INTEGER'), column('name')] },
  ]);
  const found = (marked: string, kind: string, dialect?: 'postgres') =>
    suggestionsAt(marked.replace('|', ''), marked.indexOf('|'), attached, dialect)
      ?.items.filter((item) => item.kind === kind)
      .map(({ insert }) => insert);

  it('tells equal names apart by their schema', () => {
    expect(found('SELECT o.| FROM runs r JOIN mlflow.runs o', 'column')).toEqual(['run_uuid']);
    expect(found('SELECT r.| FROM runs r JOIN mlflow.runs o', 'column')).toEqual(['id', 'name']);
    expect(found('SELECT r.| FROM main.runs r', 'column')).toEqual(['id', 'name']);
    expect(found('SELECT | FROM mlflow."order"', 'column')).toEqual(['"Key"']);
    expect(meaningAt('SELECT run_uuid FROM mlflow.runs', 8, attached)?.title).toBe(
      'mlflow.runs.run_uuid text',
    );
  });

  it('proposes tables as they are written, and behind a schema those of it', () => {
    expect(found('SELECT * FROM |', 'table')).toEqual(['mlflow.runs', 'mlflow."order"', 'runs']);
    expect(found('SELECT * FROM mlflow.|', 'table')).toEqual(['runs', '"order"']);
    expect(found('SELECT * FROM mlflow.ru|', 'table')).toEqual(['runs', '"order"']);
  });

  it('proposes no values of ours for columns of others, and no functions of SQLite to PostgreSQL', () => {
    const value = (sql: string) => valueAt(sql, sql.length, attached);
    expect(value("SELECT * FROM mlflow.runs WHERE run_uuid = '")).toBeUndefined();
    expect(value("SELECT * FROM main.runs WHERE name = '")).toMatchObject({ table: 'runs', column: 'name' });
    expect(found('SELECT | FROM runs', 'function')).toContain('median(');
    const ofPostgres = found('SELECT | FROM runs', 'function', 'postgres');
    expect(ofPostgres).toContain('percentile_cont(');
    expect(ofPostgres).not.toContain('median(');
    expect(ofPostgres).not.toContain('strftime(');
    expect(found('SELECT $$a; | FROM runs$$', 'function', 'postgres')).toBeUndefined();
  });
});
