import { describe, expect, it } from 'vitest';
import { meaningAt } from '@/app/console/completion/meaning';
import { valueAt } from '@/app/console/completion/value-wanted';
import { schema } from './small-schema';

describe('values', () => {
  const value = (marked: string) => valueAt(marked.replace('|', ''), marked.indexOf('|'), schema);
  it.each([
    ["SELECT * FROM metrics WHERE key = 'val|", { column: 'key', table: 'metrics', typed: 'val' }],
    ["SELECT * FROM metrics m WHERE m.key = '|", { column: 'key', table: 'metrics', typed: '' }],
    ["SELECT * FROM runs WHERE name IN ('a', 'b|", { column: 'name', table: 'runs', typed: 'b' }],
    ["SELECT * FROM runs WHERE name NOT LIKE '%x|", { column: 'name', table: 'runs', typed: 'x' }],
    ["SELECT * FROM runs WHERE name LIKE '%a%bc|", { column: 'name', table: 'runs', typed: 'bc' }],
    [
      "WITH p AS (SELECT * FROM params) SELECT * FROM p WHERE p.key = '|'",
      { column: 'key', table: 'params', typed: '' },
    ],
    [
      "SELECT * FROM (SELECT name AS label FROM runs) WHERE label = 'x|'",
      { column: 'name', table: 'runs', typed: 'x' },
    ],
    [
      "SELECT * FROM layers WHERE run_id = (SELECT id FROM runs WHERE name = 'le|'",
      { column: 'name', table: 'runs', typed: 'le' },
    ],
    ["SELECT * FROM runs WHERE name <> '|'", undefined],
  ])('%s', (marked, expected) => {
    if (expected) expect(value(marked)).toMatchObject(expected);
  });
  it('replace what is typed behind the last sign for any text', () => {
    const sql = "SELECT * FROM runs WHERE name LIKE '%x";
    expect(valueAt(sql, sql.length, schema)?.from).toBe(sql.indexOf('x'));
  });
  it('none where no column calls for them', () => {
    expect(value("SELECT * FROM json_each('[1]') WHERE key = '|")).toBeUndefined();
    expect(value("SELECT 'a|")).toBeUndefined();
    expect(value("SELECT upper('a|")).toBeUndefined();
  });
});

describe('hover', () => {
  const meaning = (marked: string) => meaningAt(marked.replace('|', ''), marked.indexOf('|'), schema);
  it('tells columns, tables, aliases and functions', () => {
    expect(meaning('SELECT r.na|me FROM runs r')).toMatchObject({
      title: 'runs.name text',
      about: 'About name.',
    });
    expect(meaning('SELECT * FROM ru|ns')).toMatchObject({ title: 'runs (table)', about: 'Runs.' });
    expect(meaning('SELECT |r.name FROM runs r')).toMatchObject({ title: 'runs (table)' });
    expect(meaning('SELECT med|ian(id) FROM runs')?.about).toContain('Middle of the values');
    expect(meaning("SELECT 'runs|'")).toBeUndefined();
  });
  it('tells common table expressions, and what their columns are', () => {
    const sql = 'WITH b AS (SELECT id AS nr, count(*) AS n FROM runs) SELECT';
    expect(meaning(`${sql} b.n|r FROM b`)).toMatchObject({
      title: 'b.nr = runs.id integer',
      about: 'About id.',
    });
    expect(meaning(`${sql} |n FROM b`)).toMatchObject({ title: 'b.n', about: 'Column of WITH b.' });
    const told = { title: 'WITH b', about: 'Columns: nr, n.' };
    expect(meaning(`${sql} n FROM |b`)).toMatchObject(told);
    expect(meaning(`${sql} c.n FROM b |c`)).toMatchObject(told);
    expect(meaning(`${sql.replace(' b ', ' |b ')} n FROM b`)).toMatchObject(told);
  });
});
