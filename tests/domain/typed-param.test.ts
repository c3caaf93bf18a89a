import { describe, expect, it } from 'vitest';
import {
  isInteger64,
  likelyParamType,
  loggedParams,
  paramValue,
  paramValues,
} from '@/lib/domain/typed-param';

describe('a parameter that a person types', () => {
  it.each([
    ['real', '1e-3', 0.001],
    ['text', '007 ', '007 '],
    ['null', 'whatever', null],
  ] as const)('as %s, %j is %j', (type, value, expected) => {
    expect(paramValue('x', { type, value })).toBe(expected);
  });

  it.each([' 1254071346418286654 ', '-9223372036854775808', '+5'])('keeps each digit of %j', (value) => {
    expect(paramValue('x', { type: 'integer', value })).toBe(BigInt(value.trim().replace('+', '')));
  });

  it('dbgate#1531: is a whole number of 64 bits to its last digit', () => {
    expect(['1254071346418286654', '-9223372036854775808', '+5'].map(isInteger64)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['9223372036854775808', '1.0', '', '1e5'].map(isInteger64)).toEqual([false, false, false, false]);
  });

  it.each([
    ['integer', '9223372036854775808'],
    ['integer', '1.5'],
    ['integer', ''],
    ['real', 'one'],
    ['real', 'Infinity'],
  ] as const)('as %s, %j is refused with its name', (type, value) => {
    expect(() => paramValue('level', { type, value })).toThrow('the parameter level');
  });

  it.each([
    [['7'], 'integer'],
    [['0.5', '1', '-2e3'], 'real'],
    [['1', 'conv1'], 'text'],
    [['0.5', ''], 'text'],
  ] as const)('is, from %j, most likely %s', (values, expected) => {
    expect(likelyParamType(values)).toBe(expected);
  });

  it('is given by name, by its number where it was written as ?', () => {
    const one = { type: 'integer', value: '1' } as const;
    expect(Object.entries(paramValues({ layer: one })).join()).toBe('layer,1');
    expect(paramValues({ 1: one, 2: { type: 'text', value: 'a' } })).toEqual({ 1: 1n, 2: 'a' });
    expect(paramValues({})).toEqual({});
  });
});

it('comes back from the log as it was given', () => {
  const json = '{"level":0.5,"n":7,"big":"1254071346418286654","name":"7","none":null}';
  expect(loggedParams(json)).toEqual({
    level: { type: 'real', value: '0.5' },
    n: { type: 'integer', value: '7' },
    big: { type: 'integer', value: '1254071346418286654' },
    name: { type: 'text', value: '7' },
    none: { type: 'null', value: '' },
  });
  expect(loggedParams('[2,"a"]')).toEqual({
    '1': { type: 'integer', value: '2' },
    '2': { type: 'text', value: 'a' },
  });
});
