import { describe, expect, it } from 'vitest';
import { runColor } from '@/app/format/run-color';
import { bestPick } from '@/app/runs/grid/column-names';
import { readTypedFilter } from '@/app/runs/grid/filter-text';
import { figureText, valueText } from '@/app/runs/grid/value-text';
import {
  addressOfView,
  defaultView,
  isSameView,
  selectionOf,
  viewFromAddress,
} from '@/app/runs/grid/view-state';
import { PALETTE, type Scheme } from '@/app/theme/palette';
import { listParamValues, listRunVocabulary } from '@/db/queries/run-vocabulary';
import { saveView } from '@/db/saved-views';
import { insertGridRuns } from '../db/grid-runs';
import { temporaryDatabase } from '../db/temporary-database';

const USUAL = defaultView(true);

/** The text of a value, with its narrow spaces as plain ones. */
const shown = (column: string, value: number | string | null) =>
  valueText(column, value).replaceAll('\u202f', ' ');

describe('the view in the address', () => {
  const KEYS = [
    'a b',
    "it's",
    'x,y',
    '100%',
    '50%2C',
    'läßt',
    '🙂',
    '\u202eabc',
    'and',
    'a&b=c',
    '-x',
    'a\nb',
  ];

  it('mlflow#789: any key comes back from the address as it went', () => {
    const view = {
      filter: "params.\"100%, a\" = 'x' AND NOT tag = 'a&b'",
      columns: KEYS.flatMap((key) => [`param:${key}`, `metric:min:${key}`]),
      sort: KEYS.slice(0, 5).map((key, index) => ({ column: `param:${key}`, descending: index % 2 === 0 })),
      groupBy: [],
      show: 'archived' as const,
    };
    const text = addressOfView(new URLSearchParams(), view, USUAL).toString();
    expect(viewFromAddress(new URLSearchParams(text), [], USUAL).view).toEqual(view);
  });

  it('is empty for the usual view, and leaves what is not its own', () => {
    expect(addressOfView(new URLSearchParams('tensor=kernel&filter=x'), USUAL, USUAL).toString()).toBe(
      'tensor=kernel',
    );
  });

  it('leaves out what is no column, and shows columns by which rows are sorted', () => {
    const { view } = viewFromAddress(
      new URLSearchParams(
        'columns=nothing,accuracy,param:,accuracy&sort=-param:width,count,bogus&show=all&group=',
      ),
      [],
      USUAL,
    );
    expect(view.columns).toEqual(['accuracy', 'param:width']);
    expect(view.sort).toEqual([{ column: 'param:width', descending: true }]);
    expect(view.show).toBe('live');
  });

  it('groups by what each run has once', () => {
    const parameters = new URLSearchParams(
      'group=config,tags,metric:last:a,param:a,param:a&sort=-count,status',
    );
    const { view } = viewFromAddress(parameters, [], { ...USUAL, columns: [] });
    expect(view.groupBy).toEqual(['config', 'param:a']);
    expect(view.sort).toEqual([{ column: 'count', descending: true }]);
    expect(() => selectionOf(view, {})).not.toThrow();
  });

  it('a saved view has an address; what was changed of it stands beside', () => {
    const db = temporaryDatabase();
    const state = { ...USUAL, filter: 'seed = 1', columns: ['accuracy'], widths: {} };
    const saved = saveView(db, { name: 'mine', state }, 'Ada');
    const address = addressOfView(new URLSearchParams(), state, USUAL, saved);
    expect(address.toString()).toBe(`view=${saved.uid}`);
    const opened = viewFromAddress(address, [saved], USUAL);
    expect(opened.named?.name).toBe('mine');
    expect(isSameView(opened.view, state)).toBe(true);
    const changed = addressOfView(address, { ...opened.view, filter: '' }, USUAL, saved);
    expect([...changed]).toEqual([
      ['view', saved.uid],
      ['filter', ''],
    ]);
    expect(viewFromAddress(changed, [saved], USUAL).view.filter).toBe('');
  });
});

describe('the filter line', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['#12', 'id = 12'],
    ['lenet int8', "name LIKE '%lenet int8%'"],
    ["Ada's 50%_\\", "name LIKE '%Ada''s 50\\%\\_\\\\%'"],
    ['accuracy > 0.9', 'accuracy > 0.9'],
    ['status', "name LIKE '%status%'"],
  ])('%j is the filter %j', (text, filter) => {
    expect(readTypedFilter(text).filter).toBe(filter);
  });

  it.each([
    ['accuracy > ', 11],
    ['(accuracy', 9],
    ['accuracy >> 1', 10],
  ])('%j has a fault at %i', (text, start) => {
    expect(readTypedFilter(text).fault?.start).toBe(start);
  });

  it('proposes tags, people and experiments that exist', () => {
    const db = temporaryDatabase();
    insertGridRuns(db, [
      { experiment: 'One', createdBy: 'Ada', tags: ['b'] },
      { experiment: 'Two', createdBy: 'Grace', tags: ['a', 'b'] },
    ]);
    const { tags, values } = listRunVocabulary(db);
    expect(tags).toEqual(['b', 'a']);
    expect(values).toMatchObject({ created_by: ['Ada', 'Grace'], experiment: ['One', 'Two'] });
    const add = db.sqlite.prepare(
      'INSERT INTO params (run_id, key, value_text, value_num) VALUES (?, ?, ?, ?)',
    );
    for (const [runId, value] of [
      [1, 0.5],
      [2, 0.25],
    ])
      add.run(runId, 'level', String(value), value);
    for (const runId of [1, 2]) add.run(runId, 'kind', 'filter', null);
    expect(listParamValues(db, 'level')).toEqual(['0.25', '0.5']);
    expect(listParamValues(db, 'kind')).toEqual(['filter']);
    db.sqlite.exec('UPDATE runs SET deleted_at = 1 WHERE id = 1');
    expect(listParamValues(db, 'level')).toEqual(['0.25']);
  });
});

describe('values', () => {
  it.each([
    ['accuracy', 0.97354, '97.35 %'],
    ['accuracy_drop', 0.0123, '1.23'],
    ['stored_bytes', 1_070_920, '1.07 MB'],
    ['compression_ratio', 7.554, '7.55 ×'],
    ['duration_ms', 123_000, '2 min 03 s'],
    ['latency_ms', 0.5234, '0.52 ms'],
    ['id', 1234567, '1234567'],
    ['param:optimizer.learningRate', 0.001, '0.001'],
    ['param:seed', 123456789, '123456789'],
    ['param:name', 'a and b', 'a and b'],
    ['metric:last:validation/accuracy', 0.5, '50.00 %'],
    ['metric:last:accuracy', 87.5, '87.5'],
    ['metric:min:validation/loss', 0.123456, '0.1235'],
    ['metric:last:system/memory_bytes', 2_000_000, '2.00 MB'],
    ['metric:last:train/loss', 'NaN', 'NaN'],
    ['metric:last:train/loss', Number.NaN, 'NaN'],
    ['metric:last:train/loss', Number.POSITIVE_INFINITY, 'Infinity'],
    ['metric:last:train/loss', null, '–'],
  ])('%s %s is shown as %j', (column, value, text) => {
    expect(shown(column, value)).toBe(text);
  });

  it('mean and deviation share their unit', () => {
    const text = (column: string, mean: number | null, deviation: number | null, n = 3) =>
      figureText(column, { n, mean, deviation }).replaceAll('\u202f', ' ');
    expect(text('accuracy', 0.91, 0.01)).toBe('91.00 ± 1.00 %');
    expect(text('stored_bytes', 1_000_000, 500)).toBe('1.00 MB ± 500 B');
    expect(text('param:width', 9.5, 0.5)).toBe('9.5 ± 0.5');
    expect(text('accuracy', 0.91, null, 1)).toBe('91.00 %');
    expect(text('accuracy', null, null, 0)).toBe('–');
  });

  it('the best of a loss is its smallest value, and its largest where the name does not say', () => {
    expect(['validation/loss', 'test/latency_ms', 'accuracy/val', 'x'].map(bestPick)).toEqual([
      'min',
      'min',
      'max',
      'max',
    ]);
  });
});

describe('colours of runs', () => {
  /** Linear light of "#rrggbb". */
  const light = (hex: string) =>
    [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
  const dot = (row: number[], rgb: number[]) => row.reduce((sum, factor, at) => sum + factor * rgb[at], 0);
  /** Machado, Oliveira and Fernandes (2009), severity 1. */
  const SIGHTS = {
    protanopia: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
  };
  /** OKLab (Ottosson, 2020). */
  const lab = (rgb: number[]) => {
    const [l, m, s] = [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ].map((row) =>
      Math.cbrt(
        dot(
          row,
          rgb.map((value) => Math.min(1, Math.max(0, value))),
        ),
      ),
    );
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const distance = (one: number[], other: number[]) =>
    Math.hypot(...one.map((value, at) => value - other[at]));

  it.each(['light', 'dark'] as Scheme[])('stay apart for every sight and from the %s page', (scheme) => {
    const colors = Array.from({ length: 10 }, (_, id) => runColor(id, scheme));
    expect(new Set(colors).size).toBe(10);
    const luminance = (hex: string) => dot([0.2126, 0.7152, 0.0722], light(hex)) + 0.05;
    for (const color of colors) {
      const [low, high] = [luminance(color), luminance(PALETTE[scheme].background)].sort((a, b) => a - b);
      expect(high / low).toBeGreaterThan(3);
    }
    for (const [index, one] of colors.entries()) {
      for (const other of colors.slice(index + 1)) {
        expect(distance(lab(light(one)), lab(light(other)))).toBeGreaterThan(0.11);
        for (const sight of Object.values(SIGHTS)) {
          const seen = (hex: string) => lab(sight.map((row) => dot(row, light(hex))));
          expect(distance(seen(one), seen(other))).toBeGreaterThan(0.055);
        }
      }
    }
  });

  it('a run has the same colour whenever it is asked', () => {
    expect(runColor(1234, 'dark')).toBe(runColor(1234, 'dark'));
    expect(runColor(13, 'light')).toBe(runColor(3, 'light'));
  });
});
