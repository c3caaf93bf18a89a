import { describe, expect, it } from 'vitest';
import { scopeAt } from '@/lib/domain/sql/scope';
import { statementAt, statementsToRun } from '@/lib/domain/sql/statements';

const TABLES: Record<string, string[]> = {
  runs: ['id', 'name', 'status'],
  layers: ['id', 'run_id', 'name'],
};
const columnsOf = (table: string) => TABLES[table.toLowerCase()];

/** The scope at `|` in a statement, as "name: columns"; a table's columns are left to the schema. */
function at(marked: string): { sources: string[]; ctes: string[] } {
  const offset = marked.indexOf('|');
  const { sources, ctes } = scopeAt(marked.replace('|', ''), offset, columnsOf);
  const told = ({ name, table, columns }: (typeof sources)[number]) =>
    `${name}${table && table !== name ? `=${table}` : ''}${columns ? `(${columns.map((column) => column.name).join(',')})` : ''}`;
  return { sources: sources.map(told), ctes: ctes.map(told) };
}

describe('what may be named', () => {
  it.each([
    ['SELECT | FROM runs', ['runs']],
    ['SELECT r.| FROM runs AS r', ['r=runs']],
    ['SELECT | FROM runs r JOIN layers l ON l.run_id = r.id WHERE x', ['r=runs', 'l=layers']],
    ['SELECT | FROM runs r LEFT OUTER JOIN "layers" USING (id)', ['r=runs', 'layers']],
    ['SELECT | FROM main.runs, (layers l)', ['runs', 'l=layers']],
    ['SELECT * FROM runs WHERE |', ['runs']],
    ['SELECT count(*) AS n, max(r.id) m FROM runs r GROUP BY |', ['r=runs']],
    ['SELECT | FROM (SELECT id, name AS label, 1 + 2 FROM runs) q', ['q(id,label)']],
    [
      'SELECT | FROM (SELECT * FROM runs) q, (SELECT l.*, 5 AS five FROM layers l, runs) p',
      ['q(id,name,status)', 'p(id,run_id,name,five)'],
    ],
    ['SELECT * FROM runs r WHERE EXISTS (SELECT 1 FROM layers l WHERE |)', ['l=layers', 'r=runs']],
    ['SELECT * FROM (SELECT | FROM layers) q, runs', ['layers']],
    ['SELECT a FROM runs UNION SELECT | FROM layers', ['layers']],
    ["SELECT | FROM json_each('[1]') j", ['j=json_each']],
    ["SELECT ';', '(' | -- FROM x\n FROM runs", ['runs']],
    ['EXPLAIN QUERY PLAN SELECT | FROM runs', ['runs']],
    ['SELECT r.| FROM runs r WHERE (', ['r=runs']],
    ['', []],
  ])('%s', (sql, sources) => {
    expect(at(sql.includes('|') ? sql : `${sql}|`).sources).toEqual(sources);
  });

  it('dbeaver#8949: common table expressions and their columns', () => {
    const sql = `WITH a AS (SELECT id, name AS label FROM runs),
      b(x, y) AS NOT MATERIALIZED (SELECT id, label FROM a)
      SELECT | FROM b JOIN a AS first ON 1`;
    expect(at(sql)).toEqual({ sources: ['b(x,y)', 'first=a(id,label)'], ctes: ['a(id,label)', 'b(x,y)'] });
  });

  it('a common table expression is known inside the next, and one that reads itself ends', () => {
    expect(at('WITH a AS (SELECT 1 AS one), b AS (SELECT | FROM a) SELECT * FROM b').sources).toEqual([
      'a(one)',
    ]);
    expect(at('WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT | FROM c) SELECT n FROM c').sources).toEqual(
      ['c(n)'],
    );
    expect(at('WITH RECURSIVE c AS (SELECT * FROM c) SELECT | FROM c').sources).toEqual(['c()']);
  });

  it.each([
    [
      'WITH b AS (SELECT r.name AS acc, id n, max(id) AS top FROM runs r) SELECT | FROM b',
      ['runs.name', 'runs.id', ''],
    ],
    [
      'WITH a AS (SELECT * FROM runs), b(x, y, z) AS (SELECT * FROM a) SELECT | FROM b',
      ['runs.id', 'runs.name', 'runs.status'],
    ],
    [
      'SELECT | FROM (SELECT l.*, NOT r.id, r.id IS NULL FROM layers l, runs r) q',
      ['layers.id', 'layers.run_id', 'layers.name'],
    ],
    ['SELECT | FROM (SELECT id FROM runs UNION SELECT id FROM layers) q', ['']],
    ['SELECT | FROM (SELECT id + id, -id, CASE id WHEN 1 THEN 2 END kind FROM runs) q', ['']],
  ])('of which tables the columns are: %s', (marked, expected) => {
    const [source] = scopeAt(marked.replace('|', ''), marked.indexOf('|'), columnsOf).sources;
    expect(source.columns?.map(({ base }) => (base ? `${base.table}.${base.column}` : ''))).toEqual(expected);
  });

  it.each([
    ['SELECT id AS run_nr, max(name) top, status FROM runs ORDER BY |', ['run_nr', 'top']],
    ['SELECT id AS one FROM runs UNION SELECT id AS two FROM layers ORDER BY |', ['one']],
    ['SELECT (SELECT id AS inner_id FROM runs) AS outer_id FROM runs GROUP BY |', ['outer_id']],
  ])('which names results have by an alias: %s', (marked, aliases) => {
    expect(scopeAt(marked.replace('|', ''), marked.indexOf('|'), columnsOf).aliases).toEqual(aliases);
  });

  it('nothing that is typed makes it fail', () => {
    const whole = `WITH a AS (SELECT id FROM runs) SELECT a.id, (SELECT max(id) FROM layers l WHERE l.run_id = a.id) m
      FROM a JOIN (SELECT * FROM layers) q ON q.id = a.id WHERE a.id IN (1, 2) ORDER BY 1`;
    for (let end = 0; end <= whole.length; end++)
      for (const cut of [whole.slice(0, end), whole.slice(end)])
        expect(() => scopeAt(cut, Math.floor(cut.length / 2), columnsOf)).not.toThrow();
  });
});

describe('the statement that is meant', () => {
  const text = "SELECT 1;\n\nSELECT ';' -- one; two\nFROM runs;  SELECT 3";
  const shown = (offset: number) => {
    const range = statementAt(text, offset);
    return range && text.slice(range.start, range.end);
  };

  it('is the one at the cursor, or before it (beekeeper-studio#3438)', () => {
    expect(shown(0)).toBe('SELECT 1');
    expect(shown(10)).toBe('SELECT 1');
    expect(shown(text.indexOf('two'))).toContain("SELECT ';'");
    expect(shown(text.length)).toBe('SELECT 3');
    expect(statementAt('  -- nothing', 3)).toBeUndefined();
    expect(statementAt('\n\nSELECT 1', 0)).toEqual({ start: 2, end: 10 });
  });

  it('is in a comment that ends its line the one before it, in a comment of its own the next', () => {
    const sql = 'SELECT 1; -- one\n-- two\nSELECT 2; /* three */ SELECT 3';
    const at = (mark: string) => {
      const range = statementAt(sql, sql.indexOf(mark));
      return range && sql.slice(range.start, range.end);
    };
    expect(at('one')).toBe('SELECT 1');
    expect(at('two')).toBe('-- two\nSELECT 2');
    expect(at('three')).toBe('/* three */ SELECT 3');
  });

  it('supabase#19569, questdb/ui#71: a selection’s statements keep their places in the text', () => {
    const twins = 'SELECT x FROM a;\nSELECT x FROM a;';
    const second = twins.lastIndexOf('SELECT');
    expect(statementsToRun(twins, { start: second, end: twins.length })).toEqual([
      { sql: 'SELECT x FROM a', start: second },
    ]);
    expect(statementsToRun(twins, { start: 3, end: 3 })).toEqual([{ sql: 'SELECT x FROM a', start: 0 }]);
    expect(statementsToRun(twins, { start: 0, end: 0 }, true).map(({ start }) => start)).toEqual([0, second]);
    expect(statementsToRun('SELECT a, b', { start: 7, end: 8 })).toEqual([{ sql: 'a', start: 7 }]);
  });

  it('sqlitebrowser#1470: a trigger is cut at its semicolons, and each part refused', () => {
    // Reading only: nothing of it runs, so that where it is cut changes nothing.
    expect(
      statementsToRun('CREATE TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; END', { start: 0, end: 0 }),
    ).toHaveLength(1);
  });
});
