import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeIn } from '@/app/i18n/descriptions';
import { preferredLocale } from '@/app/i18n/locale';
import { loadMessages } from '@/app/i18n/messages';
import type { FieldSchema } from '@/app/launch/form-schema';
import { HELP_ZH } from '@/app/launch/help-zh';
import { methodSchemas } from '@/app/launch/method-schemas';
import { DESCRIPTIONS } from '@/db/descriptions';

const FOLDER = join(import.meta.dirname, '../../app/i18n/messages');

function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? `${prefix}${key}` : keysOf(inner, `${prefix}${key}.`),
  );
}

/** The names of the placeholders and tags of a message. */
function slotsOf(message: string): string[] {
  return [...message.matchAll(/\{\s*(\w+)\s*[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2]).sort();
}

function catalogue(locale: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, locale, file), 'utf8'));
}

function textAt(value: unknown, key: string): string {
  return key
    .split('.')
    .reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], value) as string;
}

/** Names and units that Chinese engineers write as English ones do. */
const SAME_IN_BOTH: ReadonlySet<string> = new Set([
  'Lathe',
  'SQL',
  'MACs',
  'Alpha',
  'SQNR (dB)',
  '95 %',
  'NULL',
  'CSV',
  'JSON',
  'JSON Lines',
  'Parquet',
]);

describe('catalogues', () => {
  const files = readdirSync(join(FOLDER, 'en')).sort();

  it('exist for both languages and are all loaded', async () => {
    expect(readdirSync(join(FOLDER, 'zh-CN')).sort()).toEqual(files);
    expect(Object.keys(await loadMessages('zh-CN')).sort()).toEqual(
      files.map((file) => file.replace('.json', '')),
    );
  });

  it.each(files)('%s has the same keys and placeholders in both', (file) => {
    const english = catalogue('en', file);
    const chinese = catalogue('zh-CN', file);
    expect(keysOf(chinese).sort()).toEqual(keysOf(english).sort());
    for (const key of keysOf(english)) {
      expect([key, [...new Set(slotsOf(textAt(chinese, key)))]]).toEqual([
        key,
        [...new Set(slotsOf(textAt(english, key)))],
      ]);
    }
  });

  it.each(files)('%s has no English left in its Chinese texts', (file) => {
    const english = catalogue('en', file);
    const chinese = catalogue('zh-CN', file);
    const left = keysOf(chinese).flatMap((key) => {
      const text = textAt(chinese, key);
      const isSame = text === textAt(english, key);
      // What stands between placeholders and tags, without which nothing is said.
      const words = text.replace(/\{[^{}]*\}|<\/?\w+>/g, '').match(/[A-Za-z]{3,}/) !== null;
      const isForeign = isSame || (words && !/\p{Script=Han}/u.test(text));
      return isForeign && !SAME_IN_BOTH.has(text) ? [`${key}: ${text}`] : [];
    });
    expect(left).toEqual([]);
  });

  it('have a label for each field of the form and a Chinese text for each help line', () => {
    const { field } = catalogue('en', 'launch.json') as { field: Record<string, string> };
    const visit = (schema: FieldSchema): [string, string | undefined][] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]): [string, string | undefined][] => [
        [key, inner.description],
        ...visit(inner),
      ]),
      ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(visit),
    ];
    const fields = Object.values(methodSchemas()).flatMap(visit);
    expect(fields.length).toBeGreaterThan(40);
    // Inner names of choices that have controls of their own, and the method, which the form's head chooses.
    const unlabelled = new Set(['method', 'run', 'model', 'step']);
    expect(fields.map(([key]) => key).filter((key) => !(key in field) && !unlabelled.has(key))).toEqual([]);
    expect(fields.flatMap(([, help]) => help ?? []).filter((help) => !(help in HELP_ZH))).toEqual([]);
  });
});

describe('the language of a browser', () => {
  it.each([
    [null, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['de-DE,en;q=0.7,zh;q=0.3', 'en'],
    ['en;q=0.2, zh-TW;q=0.9', 'zh-CN'],
    ['fr', 'en'],
  ])('%s -> %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});

describe('descriptions of tables and columns', () => {
  const english = new Set(
    DESCRIPTIONS.flatMap(({ description, columns }) => [description, ...Object.values(columns)]),
  );
  const chinese: Record<string, string> = JSON.parse(
    readFileSync(join(FOLDER, '../descriptions/zh-CN.json'), 'utf8'),
  );

  it('are all there in Chinese, and none that is gone', () => {
    expect([...english].filter((line) => !(line in chinese))).toEqual([]);
    expect(Object.keys(chinese).filter((line) => !english.has(line))).toEqual([]);
  });

  it('keep the names of tables, columns and values', () => {
    const names = (line: string) =>
      [...line.matchAll(/[a-z]\w*(?:_\w+|\.[a-z_]\w*)/g)].map(([name]) => name).sort();
    const changed = Object.entries(chinese).filter(([from, to]) =>
      names(from).some((name) => !to.includes(name)),
    );
    expect(changed).toEqual([]);
  });

  it('are told in the language of the reader', async () => {
    const column = { name: 'id', type: 'INTEGER', description: 'Number of the experiment.' };
    const table = {
      name: 'experiments',
      kind: 'table' as const,
      description: 'Of one’s own.',
      columns: [column],
    };
    expect((await describeIn('zh-CN', [table]))[0]).toMatchObject({
      description: 'Of one’s own.',
      columns: [{ description: '实验编号。' }],
    });
    expect((await describeIn('en', [table]))[0]).toEqual(table);
  });
});
