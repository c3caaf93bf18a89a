import { describe, expect, it } from 'vitest';
import { parseCellFilter, passes } from '@/app/console/results/cell-filter';
import { isId, linkOfColumn } from '@/app/console/results/cell-links';
import { compareCells } from '@/app/console/results/cell-order';
import { extended, isInside, rectangleOf } from '@/app/console/results/cell-range';
import { isCut, prettyJson, shownText, sizeOf, uncut } from '@/app/console/results/cell-value';
import { toMarkdown, toTsv } from '@/app/console/results/clipboard-text';
import { fileNameOf } from '@/app/console/results/fetch-export';
import { fileName } from '@/app/console/results/file-name';
import { hexDump } from '@/app/console/results/hex-dump';
import { timeText } from '@/app/console/results/time-text';
import { QUERY_LIMITS } from '@/db/console/limits';
import type { Cell } from '@/db/console/query-result';

const blob = (hex: string, bytes = hex.length / 2): Cell => ({ bytes, hex });

describe('order', () => {
  it('is that of UTF-8 bytes for texts, as SQLite sorts them, not of UTF-16', () => {
    // U+FF21 is EF BC A1, U+1F600 is F0 9F 98 80; UTF-16 has the second first.
    const texts = ['\u{1F600}', '\uFF21', 'b', 'B', 'ab', 'a'];
    expect(texts.sort((a, b) => compareCells(a, b, 'TEXT'))).toEqual([
      'B',
      'a',
      'ab',
      'b',
      '\uFF21',
      '\u{1F600}',
    ]);
  });

  it('is that of bytes for blobs; of two that are cut alike, the shorter first', () => {
    expect(compareCells(blob('00ff'), blob('01'), 'BLOB')).toBeLessThan(0);
    expect(compareCells(blob('00', 9), blob('00', 10), 'BLOB')).toBeLessThan(0);
  });
});

describe('filters', () => {
  /** The cells of a column that what is typed lets through. */
  const kept = (typed: string, cells: Cell[], type = 'ANY') => {
    const filter = parseCellFilter(typed);
    return filter && cells.filter((cell) => passes(cell, filter, type));
  };

  it('dbgate#1531: a 64-bit integer is found by the digits that are shown, and its neighbour is not', () => {
    const cells = ['1254071346418286653', '1254071346418286654', '1254071346418286655', 7, null];
    expect(kept('= 1254071346418286654', cells, 'INTEGER')).toEqual(['1254071346418286654']);
    expect(kept('> 1254071346418286653', cells, 'INTEGER')).toEqual(cells.slice(1, 3));
    expect(kept('1254071346418286654', cells, 'INTEGER')).toEqual(['1254071346418286654']);
    expect(kept('<= 9223372036854775807', cells, 'INTEGER')).toEqual(cells.slice(0, 4));
  });

  it('compare by SQLite’s order of types: numbers before texts before blobs, NULL in no comparison', () => {
    const cells = [null, -1, 2, '', 'a', '10', blob('00')];
    expect(kept('> 1', cells)).toEqual([2, '', 'a', '10', blob('00')]);
    expect(kept('< a', cells)).toEqual([-1, 2, '', '10']);
    expect(kept('>= "10"', cells)).toEqual(['a', '10', blob('00')]);
    expect(kept('!= 2', cells)).toEqual([-1, '', 'a', '10', blob('00')]);
    expect(kept('= ""', cells)).toEqual(['']);
  });

  it('tell NULL from the empty text and from the text "null"', () => {
    const cells = [null, '', 'null', 0];
    expect(kept('null', cells)).toEqual([null]);
    expect(kept('is NULL', cells)).toEqual([null]);
    expect(kept('!null', cells)).toEqual(['', 'null', 0]);
    expect(kept('is not null', cells)).toEqual(['', 'null', 0]);
    expect(kept('= "null"', cells)).toEqual(['null']);
  });

  it('find a part of a text, of digits and of hex, upper and lower case alike', () => {
    const cells = ['Conv1', 'fc1', 12.5, null, blob('00ff')];
    expect(kept('CONV', cells)).toEqual(['Conv1']);
    expect(kept('1', cells)).toEqual(['Conv1', 'fc1', 12.5]);
    expect(kept('!1', cells)).toEqual([null, blob('00ff')]);
    expect(kept('0FF', cells)).toEqual([blob('00ff')]);
  });

  it('take infinities for numbers in a column of numbers, digits for texts in a column of texts', () => {
    expect(kept('= -inf', ['Infinity', '-Infinity', 1], 'REAL')).toEqual(['-Infinity']);
    expect(kept('> 1e300', ['Infinity', '-Infinity', 1], 'REAL')).toEqual(['Infinity']);
    expect(kept('= 2', ['2', '10'], 'TEXT')).toEqual(['2']);
  });

  it('that are not written to their end let everything through', () => {
    for (const typed of ['', '  ', '>', '>=', '!', '=']) expect(parseCellFilter(typed)).toBeUndefined();
  });
});

describe('copied cells', () => {
  const columns = [
    { name: 'a|b', type: 'TEXT' },
    { name: 'n', type: 'INTEGER' },
  ];

  it('dbgate#1531: keep all digits of 64-bit integers', () => {
    const rows = [['x', '1254071346418286654']];
    expect(toTsv({ columns, rows }, false)).toBe('x\t1254071346418286654');
    expect(toMarkdown({ columns, rows })).toContain('| 1254071346418286654 |');
  });

  it('stand between tabs, in quotes where they would break a line or a field; NULL and the empty text differ', () => {
    const rows: Cell[][] = [
      ['tab\there', null],
      ['line\nbreak', 1],
      ['"quoted"', 2.5],
      ['', blob('00ff')],
    ];
    expect(toTsv({ columns, rows }, true)).toBe(
      'a|b\tn\n"tab\there"\t\n"line\nbreak"\t1\n"""quoted"""\t2.5\n""\t00ff',
    );
  });

  it('are bare when it is one cell', () => {
    expect(toTsv({ columns: columns.slice(0, 1), rows: [['"two"\nlines']] }, false)).toBe('"two"\nlines');
    expect(toTsv({ columns: columns.slice(0, 1), rows: [['']] }, false)).toBe('');
  });

  it('make a Markdown table that shows what was there', () => {
    const rows: Cell[][] = [
      ['a|b *c* <i> [x](y)', null],
      ['conv_1 _x_ `q` \\\n&amp;', 3],
    ];
    expect(toMarkdown({ columns, rows }).split('\n')).toEqual([
      '| a\\|b | n |',
      '| --- | ---: |',
      '| a\\|b \\*c\\* &lt;i> \\[x\\](y) | *NULL* |',
      '| conv_1 \\_x\\_ \\`q\\` \\\\<br>&amp;amp; | 3 |',
    ]);
  });
});

describe('values', () => {
  const long = 'x'.repeat(QUERY_LIMITS.maxTextLength);

  it('cloudbeaver#3874: are known to be cut by the sign of the server, which is no part of them', () => {
    const cut = `${long}… [70000 characters]`;
    expect(isCut(cut)).toBe(true);
    expect(sizeOf(cut)).toEqual({ characters: 70_000 });
    expect(uncut(cut)).toBe(long);
    // A text may itself end so.
    expect(isCut('so… [9 characters]')).toBe(false);
    expect(isCut(long)).toBe(false);
    expect([isCut(blob('00')), isCut(blob('00', 5_000)), isCut(null), isCut(1)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('show their beginning on one line', () => {
    expect(shownText('a\r\nb\tc')).toEqual({ shown: 'a⏎b⇥c', isPart: false });
    expect(shownText('y'.repeat(161))).toEqual({ shown: 'y'.repeat(160), isPart: true });
  });

  it('that are JSON are indented with their numbers as they are written', () => {
    expect(prettyJson('{"a":[1,9007199254740993,1.0],"b":{},"c":"{,}\\"","d":[]}')).toBe(
      '{\n  "a": [\n    1,\n    9007199254740993,\n    1.0\n  ],\n  "b": {},\n  "c": "{,}\\"",\n  "d": []\n}',
    );
    expect(JSON.parse(prettyJson('[{"x":[[1]]}, null, true]') ?? '')).toEqual([{ x: [[1]] }, null, true]);
    expect([prettyJson('1'), prettyJson('{no'), prettyJson('')]).toEqual([undefined, undefined, undefined]);
  });

  it('that are bytes are shown sixteen on a line', () => {
    expect(hexDump(Uint8Array.from([0, 0x41, 0xff]))).toBe(`000000  00 41 ff${' '.repeat(41)}.A.`);
    expect(hexDump(new Uint8Array(17)).split('\n')).toHaveLength(2);
  });

  it('that are times in milliseconds are told in UTC', () => {
    expect(timeText(1_764_111_600_000)).toBe('2025-11-25 23:00:00.000 UTC');
    expect([timeText(12), timeText('1764111600000'), timeText(null)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('links', () => {
  it('lead from ids to pages by the name of the column', () => {
    const leads = (name: string, tables?: string[]) => linkOfColumn(name, tables)?.(7);
    expect([leads('run'), leads('run_id'), leads('parent_run_id'), leads('first_run')]).toEqual(
      new Array(4).fill('/runs/7'),
    );
    expect([leads('model_id'), leads('note_id'), leads('experiment_id')]).toEqual([
      '/models/7',
      '/notes/7',
      '/experiments/7',
    ]);
    expect([leads('id', ['runs']), leads('id', ['runs', 'models']), leads('id')]).toEqual([
      '/runs/7',
      undefined,
      undefined,
    ]);
    expect([leads('layer_id'), leads('running'), leads('__proto__'), leads('id', ['__proto__'])]).toEqual(
      new Array(4).fill(undefined),
    );
  });

  it('only from whole numbers', () => {
    expect([1, 0, -1, 1.5, '7', null].map((cell) => isId(cell))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('files', () => {
  it('sqlpad#105: have names of any script', () => {
    expect(fileName({ name: '层/权重 "a"' }, { row: 0 })).toBe('层-权重-a--1');
    expect(fileName({ name: '...' }, { row: 4 })).toBe('--5');
    expect(fileNameOf(`attachment; filename="query.csv"; filename*=UTF-8''%E5%B1%82.csv`)).toBe('层.csv');
    expect(fileNameOf('attachment; filename="query.csv"')).toBe('query.csv');
    expect(fileNameOf("attachment; filename*=UTF-8''%E5%B1")).toBeUndefined();
    expect(fileNameOf(null)).toBeUndefined();
  });
});

describe('marked cells', () => {
  it('are the rectangle between where it was begun and where it goes, in any direction', () => {
    const range = { anchor: { row: 5, column: 2 }, head: { row: 3, column: 4 } };
    expect(rectangleOf(range)).toEqual({ top: 3, bottom: 5, left: 2, right: 4 });
    expect([isInside(range, { row: 4, column: 3 }), isInside(range, { row: 6, column: 3 })]).toEqual([
      true,
      false,
    ]);
  });

  it('grow by the arrows and stay in the grid', () => {
    const size = { rows: 10, columns: 3 };
    const range = { anchor: { row: 8, column: 1 }, head: { row: 8, column: 1 } };
    const down = { row: 1, column: 0 };
    expect(extended(range, down, false, size).head).toEqual({ row: 9, column: 1 });
    expect(extended(extended(range, down, false, size), down, false, size).head).toEqual({
      row: 9,
      column: 1,
    });
    expect(extended(range, { row: -1, column: 0 }, true, size)).toEqual({
      anchor: { row: 8, column: 1 },
      head: { row: 0, column: 1 },
    });
  });
});
