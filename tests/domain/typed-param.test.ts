import { describe, expect, it } from 'vitest';
import { paramValue, paramValues } from '@/lib/domain/typed-param';

describe('a parameter that a person types', () => {
  it.each([
    ['integer', ' 1254071346418286654 ', 1254071346418286654n],
    ['integer', '-9223372036854775808', -9223372036854775808n],
    ['real', '1e-3', 0.001],
    ['text', '007 ', '007 '],
    ['null', 'whatever', null],
  ] as const)('as %s, %j is %j', (type, value, expected) => {
    expect(paramValue('x', { type, value })).toBe(expected);
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

  it('is given by name, or in order where it was written as ?', () => {
    const one = { type: 'integer', value: '1' } as const;
    expect(paramValues({ layer: one })).toEqual({ layer: 1n });
    expect(paramValues({ '1': one, '2': { type: 'text', value: 'a' } })).toEqual([1n, 'a']);
    expect(paramValues({})).toEqual({});
  });
});
