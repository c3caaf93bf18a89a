import { describe, expect, it } from 'vitest';
import { parseRunFilter } from '@/lib/domain/parse-run-filter';
import { completeRunFilter, keySearchAt, paramWithValueAt } from '@/lib/domain/run-filter-completion';
import { timeRange } from '@/lib/domain/run-filter-times';
import { quoteFilterKey, quoteFilterText } from '@/lib/domain/run-filter-tokens';
import { ADVERSARIAL_NAMES } from './adversarial-names';

const read = (text: string) => {
  const { filter, fault } = parseRunFilter(text);
  if (fault) throw new Error(fault.message);
  return filter;
};
const fact = (id: string) => ({ type: 'fact', id });
const compare = (id: string, operator: string, value: number | string) => ({
  type: 'compare',
  field: fact(id),
  operator,
  value,
});

describe('parseRunFilter', () => {
  it('an empty text is no filter', () => {
    expect(parseRunFilter('  \n')).toEqual({ filter: undefined });
  });

  it('AND binds closer than OR, NOT closer than AND; keywords in any case', () => {
    const [a, b, c] = ['accuracy', 'sparsity', 'bits'].map((id) => compare(id, '>', 1));
    expect(read('accuracy > 1 or sparsity > 1 And bits > 1')).toEqual({
      type: 'or',
      items: [a, { type: 'and', items: [b, c] }],
    });
    expect(read('(accuracy > 1 or sparsity > 1) and not bits > 1')).toEqual({
      type: 'and',
      items: [
        { type: 'or', items: [a, b] },
        { type: 'not', item: c },
      ],
    });
  });

  it('reads every kind of field', () => {
    expect(read('ACCURACY >= .95')).toEqual(compare('accuracy', '>=', 0.95));
    expect(read('"accuracy" == 1e-3')).toEqual(compare('accuracy', '=', 0.001));
    expect(read('params.optimizer.learning-rate <> 1')).toMatchObject({
      operator: '!=',
      field: { type: 'param', key: 'optimizer.learning-rate' },
    });
    expect(read('param."a "" b" = \'it\'\'s\'')).toMatchObject({
      field: { type: 'param', key: 'a " b' },
      value: "it's",
    });
    expect(read('metrics.validation/accuracy<-1')).toMatchObject({
      field: { type: 'metric', pick: 'last', key: 'validation/accuracy' },
      operator: '<',
      value: -1,
    });
    expect(read('Max ( metrics."x y" ) > -Infinity')).toMatchObject({
      field: { type: 'metric', pick: 'max', key: 'x y' },
      value: Number.NEGATIVE_INFINITY,
    });
    expect(read('tags = 5')).toMatchObject({ field: { type: 'tag' }, value: '5' });
    expect(read('params.nesterov = TRUE')).toMatchObject({ value: 'true' });
  });

  it('reads every kind of condition', () => {
    expect(read("status not in ('failed', 'killed')")).toEqual({
      type: 'in',
      field: fact('status'),
      values: ['failed', 'killed'],
      isNegated: true,
    });
    expect(read("name LIKE '%lenet%'")).toEqual({
      type: 'like',
      field: fact('name'),
      pattern: '%lenet%',
      isNegated: false,
    });
    expect(read('metrics.loss is not null')).toMatchObject({ type: 'null', isNegated: true });
    expect(read('bits between 2 and 8 and seed = 1')).toMatchObject({
      type: 'and',
      items: [{ type: 'between', low: 2, high: 8 }, compare('seed', '=', 1)],
    });
    expect(read('metrics.loss = NaN')).toMatchObject({ value: Number.NaN });
  });

  it('dates are whole days in UTC', () => {
    const day = Date.UTC(2026, 10, 1);
    expect(read("started_at > '2026-11-01'")).toEqual(compare('started_at', '>', day + 86_399_999));
    expect(read("started_at >= '2026-11-01'")).toEqual(compare('started_at', '>=', day));
    expect(read("started_at = '2026-11-01'")).toMatchObject({ low: day, high: day + 86_399_999 });
    expect(read("started_at < '2026-11-01T10:30:15.250+08:00'")).toEqual(
      compare('started_at', '<', day + (2 * 60 + 30) * 60_000 + 15_250),
    );
    expect(timeRange('2026-11-01 10:30')).toEqual({
      low: day + 630 * 60_000,
      high: day + 631 * 60_000 - 1,
    });
    expect(timeRange('2026-02-30')).toBeUndefined();
    expect(timeRange('2026-02-03 24:00')).toBeUndefined();
  });

  it.each([
    ['accuracy >', 10, 10, 'Expected a number; found the end.'],
    ["accuracy > 'high'", 11, 17, "Expected a number; found 'high'."],
    ['accurate > 1', 0, 8, 'Expected a column, params.KEY, metrics.KEY or tag; found accurate.'],
    ['bits = 4 sparsity > 1', 9, 17, 'Expected AND, OR or the end; found sparsity.'],
    ['(bits = 4', 9, 9, 'Expected AND, OR or ); found the end.'],
    ['bits = 4)', 8, 9, 'Expected AND, OR or the end; found ).'],
    ["name = 'open", 7, 12, "Expected a closing '; found 'open."],
    ['status = finished', 9, 17, "Expected text in single quotes ('...'); found finished."],
    ['params. = 1', 0, 7, 'Expected a key behind params.; found params..'],
    ['bits in ()', 9, 10, 'Expected a number; found ).'],
    ['name not = 4', 9, 10, 'Expected IN, LIKE or BETWEEN; found =.'],
    ["bits like '4'", 10, 13, "Expected an operator for numbers (LIKE is for text); found '4'."],
    ['tag < 4', 4, 5, 'Expected =, !=, IN, LIKE or IS NULL behind tag; found <.'],
    ['metrics.loss > NaN', 15, 18, 'Expected a number that has an order; found NaN.'],
    ['bits = 4x', 7, 9, 'Expected a number; found 4x.'],
    ['bits = 4 ; drop', 9, 10, 'Expected AND, OR or the end; found ;.'],
    ["started_at = '2026-13-01'", 13, 25, /^Expected a time such as '2026-11-30'.*; found '2026-13-01'\.$/],
  ])('%s: the fault and its place', (text, start, end, message) => {
    const { fault } = parseRunFilter(text);
    expect(fault).toMatchObject({ start, end });
    if (typeof message === 'string') expect(fault?.message).toBe(message);
    else expect(fault?.message).toMatch(message);
  });

  it('ten thousand parentheses are refused, a thousand conditions are not', () => {
    expect(parseRunFilter('('.repeat(10_000)).fault?.message).toMatch(/at most 100/);
    expect(read(Array.from({ length: 1_000 }, (_, id) => `id = ${id}`).join(' OR '))).toMatchObject({
      type: 'or',
    });
  });

  it('mlflow#789: every key and value is read back as it was, in quotes where it needs them', () => {
    for (const name of ADVERSARIAL_NAMES) {
      expect(read(`params.${quoteFilterKey(name)} = ${quoteFilterText(name)}`)).toEqual({
        type: 'compare',
        field: { type: 'param', key: name },
        operator: '=',
        value: name,
      });
    }
  });
});

it.each([
  ['accuracy > 93%', 0.93],
  ['accuracy > 93.1 %', 0.931],
  ['accuracy > -.5%', -0.005],
  ['accuracy > 5e1%', 0.5],
  ['accuracy > +7\u202f%', 0.07],
])('%s means a fraction', (text, value) => {
  expect(read(text)).toEqual(compare('accuracy', '>', value));
});

describe('completeRunFilter', () => {
  const vocabulary = {
    params: ['lr', 'weight decay', 'optimizer.momentum'],
    metrics: ['validation/accuracy', 'a "b" c'],
    tags: ["Ada's", 'best'],
    values: { created_by: ['Ada', 'Bo'], 'param:lr': ['0.1', "it's", '1e3'] },
    names: { stored_bytes: 'Size', float32_bytes: 'Size as float32', accuracy_drop: 'Lost (pt)' },
  };
  const complete = (marked: string) => {
    const cursor = marked.indexOf('|');
    const source = marked.replace('|', '');
    const { from, to, options } = completeRunFilter(source, cursor, vocabulary);
    return {
      labels: options.map(({ label }) => label),
      results: options.map(({ insert }) => source.slice(0, from) + insert + source.slice(to)),
    };
  };

  it('proposes columns, params, metrics and tags where a condition begins', () => {
    const { labels } = complete('|');
    expect(labels).toEqual(
      expect.arrayContaining(['accuracy', 'tag', 'params.lr', 'metrics.a "b" c', 'NOT']),
    );
    expect(complete('bits = 4 and acc|').labels).toEqual([
      'accuracy',
      'accuracy_drop',
      'baseline_accuracy',
      'metrics.validation/accuracy',
    ]);
    expect(complete('bits = 4 and dec|').results).toEqual(['bits = 4 and params."weight decay"']);
  });

  it('puts keys and values that need it into quotes', () => {
    expect(complete('params.wei| > 4').results).toEqual(['params."weight decay" > 4']);
    expect(complete('params."wei|').results).toEqual(['params."weight decay"']);
    expect(complete('min(metrics.b|').results).toEqual(['min(metrics."a ""b"" c"']);
    expect(complete('tag = |').results).toEqual(["tag = 'Ada''s'", "tag = 'best'"]);
    expect(complete("tag IN ('best', a|").results).toEqual(["tag IN ('best', 'Ada''s'"]);
    expect(complete("created_by = 'b|").results).toEqual(["created_by = 'Bo'"]);
  });

  it('finds columns by the words of their headers, those that begin so first', () => {
    expect(complete('lost|').labels).toEqual(['accuracy_drop']);
    expect(complete('size|').results).toEqual(['stored_bytes', 'float32_bytes']);
    expect(complete('float32|').labels).toEqual(['float32_bytes']);
  });

  it('proposes the values of a param, numbers bare so that they compare as numbers', () => {
    expect(complete('params.lr = |').results).toEqual([
      'params.lr = 0.1',
      "params.lr = 'it''s'",
      "params.lr = '1e3'",
    ]);
    expect(paramWithValueAt('bits = 4 and params.lr IN (3, ', 30)).toBe('lr');
    expect(paramWithValueAt('params.lr ', 10)).toBeUndefined();
    expect(paramWithValueAt('bits = ', 7)).toBeUndefined();
  });

  it.each([
    ['max(', ''],
    ['max(met', ''],
    ['max(metrics.val', 'val'],
    ['metrics."a ""b', 'a "b'],
    ['bits = 4 and PARAMS.', ''],
    ['par', ''],
    ['metrics.m', 'm'],
    ['acc', 'acc'],
    ['accuracy >=', ''],
    ['', ''],
  ])('searches keys at the end of %j by %j', (text, search) => {
    expect(keySearchAt(text, text.length)).toBe(search);
  });

  it('proposes operators, known values and the words that go on', () => {
    expect(complete('accuracy |').labels).toEqual([
      '=',
      '!=',
      'IN (',
      'NOT IN (',
      '<',
      '<=',
      '>',
      '>=',
      'BETWEEN',
      'IS NULL',
      'IS NOT NULL',
    ]);
    expect(complete('status = f|').results).toEqual(["status = 'finished'", "status = 'failed'"]);
    expect(complete('bits = 4 |').labels).toEqual(['AND', 'OR']);
    expect(complete('(bits = 4 |').labels).toEqual(['AND', 'OR', ')']);
    expect(complete('bits = 4 a|').labels).toEqual(['AND']);
    expect(complete('bits bits |').labels).toEqual([]);
  });
});
