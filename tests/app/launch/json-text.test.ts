import { describe, expect, it } from 'vitest';
import { configText, lineOfPath, parseConfigText } from '@/app/launch/json-text';

const faultOf = (text: string) => {
  const parsed = parseConfigText(text);
  return 'fault' in parsed ? parsed.fault : undefined;
};

it.each([
  ['runds', 5],
  // What is not there is wanted inside what is.
  ['dataset.limit', 3],
  ['steps.1.config.alpha', 10],
  ['steps.1.config.gone', 9],
  ['seed', 1],
  ['', 1],
])('the place of a fault at %j is line %i', (path, line) => {
  const text = `{
  "method": "prune", "a": ["{", {"runds": 1}],
  "dataset": { "name": "mnist" },
  "run": [],
  "runds": 3,
  "steps": [
    { "step": "steps.1", "config": { "alpha": [1, 2] } },
    {
      "config": {
        "alpha": 2
      }
    }
  ]
}`;
  expect(lineOfPath(text, path)).toBe(line);
});

describe('the JSON beside the form', () => {
  it.each<[string, object]>([
    ['{"a": 1,, "b": 2}', { kind: 'unexpected', found: ',', line: 1, column: 9 }],
    ['{\n  "a": 1\n  "b": 2\n}', { kind: 'unexpected', found: '"', line: 3, column: 3 }],
    ['{\n  "a": tru\n}', { kind: 'unexpected', found: 'tru', line: 2, column: 8 }],
    ['{"a": 01}', { kind: 'unexpected', found: '01', line: 1, column: 7 }],
    ['{"a": .5}', { kind: 'unexpected', found: '.5', line: 1, column: 7 }],
    ["{'a': 1}", { kind: 'unexpected', found: "'", line: 1, column: 2 }],
    ['{"a": 1,}', { kind: 'unexpected', found: '}', line: 1, column: 9 }],
    ['{"a": [1, 2}', { kind: 'unexpected', found: '}', line: 1, column: 12 }],
    ['{"a": "x\ny"}', { kind: 'unexpected', found: '\n', line: 1, column: 9 }],
    ['{"a": "\\q"}', { kind: 'unexpected', found: '\\', line: 1, column: 8 }],
    ['{"a": 1} // why', { kind: 'unexpected', found: '/', line: 1, column: 10 }],
    ['{"a": NaN}', { kind: 'unexpected', found: 'NaN', line: 1, column: 7 }],
    ['{"\u4e2d\u6587": \u{1f600}}', { kind: 'unexpected', found: '\u{1f600}', line: 1, column: 8 }],
    ['{\n  "a": {', { kind: 'end', found: '', line: 2, column: 9 }],
    ['{"a": "never', { kind: 'end', found: '', line: 1, column: 13 }],
    ['', { kind: 'end', found: '', line: 1, column: 1 }],
    ['{"a": 1,\n "b": 2, "a": 3}', { kind: 'duplicate', found: 'a', line: 2, column: 10 }],
    ['{"a": 1, "\\u0061": 3}', { kind: 'duplicate', found: 'a', line: 1, column: 10 }],
    ['[1, 2]', { kind: 'notObject', found: '[1, 2]', line: 1, column: 1 }],
    ['null', { kind: 'notObject', found: 'null', line: 1, column: 1 }],
  ])('%j is refused where it is wrong', (text, fault) => {
    expect(faultOf(text)).toEqual(fault);
  });

  const ADVERSARIAL = [
    '',
    ' and ',
    '"quoted" \\ back',
    '../../etc/passwd',
    'a.b.c',
    '\u202eright to left',
    '\u{1f600}',
    '\ud800',
    '\u0000\u001f\u2028',
    '<script>',
    'x'.repeat(5000),
  ];

  it('gives back every value that JSON can hold', () => {
    for (const text of ADVERSARIAL) {
      const config = {
        method: 'train',
        experiment: text,
        [`k ${text}`]: { '': [text, null, true, -0.5, 1e-300] },
      };
      expect(parseConfigText(configText(config))).toEqual({ value: config });
    }
  });

  it('agrees with JSON.parse about what is JSON', () => {
    const source = '{"a":[1,-0.5e+3,"\\u00e9\\n",{}],"b":{"c":null,"d":[]}}';
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    let refused = 0;
    for (let at = 0; at < source.length; at++) {
      for (const put of ['', ' ', ',', ':', '"', '}', ']', '0', '-', '\\', 'e', '\u0007']) {
        const text = source.slice(0, at) + put + source.slice(at + 1);
        const fault = faultOf(text);
        const isRepeated = fault?.kind === 'duplicate' || fault?.kind === 'notObject';
        if (!isRepeated) expect([text, fault === undefined]).toEqual([text, isJson(text)]);
        if (fault) refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });

  it('is not brought down by depth or by __proto__', () => {
    expect(faultOf('['.repeat(200_000))).toMatchObject({ kind: 'end', column: 200_001 });
    const parsed = parseConfigText('{"method":"train","__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect('value' in parsed && Object.keys(parsed.value)).toEqual(['method', '__proto__']);
  });

  it('takes an exported run: the config stands inside, as an object or as text', () => {
    const config = { method: 'train', experiment: 'x' };
    expect(parseConfigText(`\uFEFF${JSON.stringify({ id: 3, config })}`)).toEqual({ value: config });
    expect(parseConfigText(JSON.stringify({ id: 3, config: JSON.stringify(config) }))).toEqual({
      value: config,
    });
    expect(parseConfigText('{"config":"no json"}')).toEqual({ value: { config: 'no json' } });
  });

  it('puts method and experiment first, in steps too', () => {
    const step = { step: 'a', config: { seed: 1, method: 'train' } };
    expect(configText({ steps: [step, 4], seed: 1, method: 'pipeline' }).replace(/\s/g, '')).toBe(
      '{"method":"pipeline","seed":1,"steps":[{"step":"a","config":{"method":"train","seed":1}},4]}',
    );
  });
});
