import { describe, expect, it } from 'vitest';
import { type CellState, cellStates, type PinnedFacts, staleCells } from '@/lib/domain/note-cell-state';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { cellInputs, downstreamOf, noteGraph } from '@/lib/domain/note-graph';
import { paramsNamed, tablesNamed } from '@/lib/domain/sql/tables-named';

/** Uids by one letter, so that graphs read as words. */
const uid = (letter: string) => letter.charCodeAt(0).toString(16).repeat(16);
const letter = (one: string) => String.fromCharCode(Number.parseInt(one.slice(0, 2), 16));
const letters = (uids: readonly string[] | undefined) => uids?.map(letter).join('');
const sql = (of: string, source: string, name = ''): NoteCell => ({
  ...newNoteCell('sql', uid(of), source),
  name,
});
const param = (of: string, name: string, value = '0.8'): NoteCell => ({
  ...newNoteCell('parameter', uid(of)),
  name,
  settings: { param: { type: 'real', value }, choices: [] },
});
const chart = (own: string, of: string): NoteCell => {
  const cell = newNoteCell('chart', uid(own));
  return { ...cell, settings: { ...cell.settings, cellUid: uid(of) } };
};

describe('the tables and parameters that a statement names', () => {
  it.each([
    ['SELECT * FROM a JOIN B AS x ON x.id = a.id, main.c', 'a b c'],
    ['WITH a AS (SELECT 1 FROM z) SELECT * FROM a', 'z'],
    ['SELECT (SELECT max(x) FROM a), * FROM (SELECT 1 FROM b) WHERE x IN (SELECT y FROM c)', 'a b c'],
    ['SELECT 1 FROM a UNION SELECT 2 FROM "a b"', 'a|a b'],
    ['SELECT x IN chosen FROM a', 'a chosen'],
    ["SELECT 'FROM a' -- FROM b", ''],
  ])('%s', (text, expected) => {
    const split = expected === '' ? [] : expected.split(expected.includes('|') ? '|' : ' ');
    expect(tablesNamed(text).sort()).toEqual(split.sort());
  });
  it('with marks of all kinds, but not in texts', () => {
    expect(paramsNamed("SELECT :a, @b, $c, :a, ?, ?1, ':d' -- :e")).toEqual(['a', 'b', 'c']);
  });
});

describe('the graph of a note', () => {
  const cells = [
    chart('h', 'b'),
    sql('b', 'SELECT * FROM lost WHERE rate > :rate', 'worst'),
    param('p', 'rate'),
    sql('a', 'SELECT * FROM layers', 'lost'),
    sql('c', 'SELECT * FROM Worst'),
    sql('d', 'SELECT 1'),
  ];
  const graph = noteGraph(cells);

  it('goes by names of results, parameters and the cell of a chart', () => {
    expect(letters(graph.reads.get(uid('b')))).toBe('ap');
    expect(letters(graph.reads.get(uid('c')))).toBe('b');
    expect(letters(graph.reads.get(uid('h')))).toBe('b');
    expect(letters(graph.order)).toBe('apbhcd');
    expect([...graph.faults]).toEqual([]);
  });

  it('tells what depends on a cell', () => {
    expect(letters(downstreamOf(graph, uid('a')))).toBe('bhc');
    expect(letters(downstreamOf(graph, uid('p')))).toBe('bhc');
    expect(letters(downstreamOf(graph, uid('d')))).toBe('');
  });

  it('gives a cell what it reads', () => {
    const { sources, params } = cellInputs(cells, graph, uid('b'));
    expect(sources.map(({ name }) => name)).toEqual(['lost']);
    expect(params).toEqual({ rate: { type: 'real', value: '0.8' } });
  });

  it('refuses cycles and names their path, also for what depends on one', () => {
    const round = [
      sql('a', 'SELECT * FROM two', 'one'),
      sql('b', 'SELECT * FROM three', 'two'),
      sql('c', 'SELECT * FROM one', 'three'),
      sql('d', 'SELECT * FROM two', 'four'),
      sql('e', 'SELECT 1'),
      sql('s', 'SELECT * FROM self', 'self'),
    ];
    const found = noteGraph(round);
    expect(letters([...found.faults.keys()].sort())).toBe('abcds');
    expect(() => cellInputs(round, found, uid('a'))).toThrow('one → two → three → one');
    expect(() => cellInputs(round, found, uid('d'))).toThrow('one → two → three → one');
    expect(() => cellInputs(round, found, uid('s'))).toThrow('self → self');
    expect(() => cellInputs(round, found, uid('e'))).not.toThrow();
    expect(letters([...found.order].sort())).toBe('abcdes');
  });

  it('refuses a name that two cells have', () => {
    const twice = [
      sql('a', 'SELECT 1', 'x'),
      param('b', 'X'),
      sql('c', 'SELECT * FROM x'),
      sql('d', 'SELECT 2'),
    ];
    const found = noteGraph(twice);
    expect(letters([...found.faults.keys()])).toBe('abc');
    expect(() => cellInputs(twice, found, uid('c'))).toThrow('more than one cell is named "x"');
  });
});

describe('the states of cells', () => {
  const a = sql('a', 'SELECT * FROM layers', 'lost');
  const b = sql('b', 'SELECT * FROM lost WHERE rate > :rate');
  const p = param('p', 'rate');
  const h = chart('h', 'b');
  const pins: Record<string, PinnedFacts> = {
    a: { sql: a.source, params: {}, upstream: {}, resultHash: 'A', dataVersions: { layers: 3 } },
    b: {
      sql: b.source,
      params: { rate: { type: 'real', value: '0.8' } },
      upstream: { lost: 'A' },
      resultHash: 'B',
      dataVersions: {},
    },
  };
  const states = (
    cells: NoteCell[],
    change: { pins?: Record<string, PinnedFacts>; layers?: number; failed?: string } = {},
  ): Record<string, CellState> => {
    const found = cellStates({
      cells,
      graph: noteGraph(cells),
      pinned: new Map(Object.entries(change.pins ?? pins).map(([of, pin]) => [uid(of), pin])),
      dataVersions: { layers: change.layers ?? 3 },
      failed: new Set(change.failed ? [uid(change.failed)] : []),
    });
    return Object.fromEntries([...found].map(([key, state]) => [letter(key), state]));
  };

  it('are fresh while nothing changed', () => {
    expect(states([a, p, b, h])).toEqual({ a: 'fresh', b: 'fresh', h: 'fresh' });
  });
  it('tell what was never run, and what failed', () => {
    expect(states([a, p, b, h], { pins: {} })).toEqual({ a: 'not_run', b: 'not_run', h: 'not_run' });
    expect(states([a, p, b, h], { failed: 'a' })).toEqual({
      a: 'failed',
      b: 'upstream_changed',
      h: 'upstream_changed',
    });
  });
  it('tell an edited query, and what reads it', () => {
    const edited = { ...a, source: 'SELECT 2' } as NoteCell;
    expect(states([edited, p, b])).toEqual({ a: 'edited', b: 'upstream_changed' });
  });
  it('tell another value or type of a parameter, and one that is gone', () => {
    expect(states([a, param('p', 'rate', '0.9'), b]).b).toBe('upstream_changed');
    const text = { ...p, settings: { param: { type: 'text', value: '0.8' }, choices: [] } } as NoteCell;
    expect(states([a, text, b]).b).toBe('upstream_changed');
    expect(states([a, b]).b).toBe('upstream_changed');
  });
  it('tell another result of a cell that is read', () => {
    expect(states([a, p, b], { pins: { ...pins, a: { ...pins.a, resultHash: 'A2' } } })).toEqual({
      a: 'fresh',
      b: 'upstream_changed',
    });
  });
  it('tell that tables were written since, for what reads the result too', () => {
    expect(states([a, p, b, h], { layers: 4 })).toEqual({
      a: 'data_changed',
      b: 'data_changed',
      h: 'data_changed',
    });
  });
  it('tell cells in a cycle as failed', () => {
    expect(states([sql('a', 'SELECT * FROM lost', 'lost')]).a).toBe('failed');
  });
  it('say which cells to run, those that are read first', () => {
    const cells = [b, a, p];
    const graph = noteGraph(cells);
    const stale = (layers: number) =>
      letters(
        staleCells(
          new Map(Object.entries(states(cells, { layers })).map(([of, state]) => [uid(of), state])),
          { cells, graph },
        ),
      );
    expect(stale(4)).toBe('ab');
    expect(stale(3)).toBe('');
  });
});
