import katex from 'katex';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { isRichMarkdown, REHYPE_PLUGINS, REMARK_PLUGINS, rehypeCellIds } from '@/app/notes/markdown-plugins';
import { personMention, startedMention } from '@/app/notes/mention-completion';
import { headingId, headingsOf } from '@/app/notes/note-headings';
import { RICH_REHYPE_PLUGINS, RICH_REMARK_PLUGINS } from '@/app/notes/rich-markdown-plugins';

const htmlOf = (remark: typeof REMARK_PLUGINS, rehype: typeof REHYPE_PLUGINS) => (source: string) =>
  String(
    unified()
      .use(remarkParse)
      .use(remark)
      .use(remarkRehype)
      .use(rehype)
      .use(rehypeStringify)
      .processSync(source),
  );
const plain = htmlOf(REMARK_PLUGINS, REHYPE_PLUGINS);
const rich = htmlOf(RICH_REMARK_PLUGINS, RICH_REHYPE_PLUGINS);

describe('a text with math and code', () => {
  it('holds the parts of a formula and of code by their classes', () => {
    const html = rich('$\\sqrt{x}$ and\n\n```sql\nSELECT 1 -- one\n```');
    expect(html).toContain('<msqrt><mi>x</mi></msqrt>');
    expect(html).toMatch(/<span class="svg-align" style="top:-3em;">.*<svg .*<path d="M/s);
    expect(html).toContain('<span class="hljs-keyword">SELECT</span>');
    expect(html).toContain('<span class="hljs-comment">-- one</span>');
  });

  it('keeps every style that KaTeX needs', () => {
    const formulas = [
      '\\frac{a}{b}',
      '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}',
      '\\underbrace{x}_{n}',
      '\\color{red}x',
      '\\boxed{x}',
      '\\text{剪枝}',
    ];
    for (const formula of formulas) {
      const html = rich(`$$\n${formula}\n$$`);
      expect(html).toContain('katex-display');
      expect(html).not.toContain('katex-error');
      const styles = (text: string) => [...text.matchAll(/style="([^"]*)"/g)].map(([, style]) => style);
      expect(styles(html), formula).toEqual(styles(katex.renderToString(formula, { displayMode: true })));
    }
  });

  it.each([
    ['$\\href{javascript:alert(1)}{x}$', 'javascript:alert(1)"'],
    ['$\\htmlStyle{position:fixed;inset:0}{x}$', 'style="position:fixed'],
    ['$\\includegraphics{https://example.org/x.png}$', '<img'],
    ['$\\rule{9000em}{9000em}$', '9000em;'],
    ['$x$ <script>alert(1)</script>', '<script'],
    ['```js\n</code><img src=x onerror=alert(1)>\n```', '<img'],
    ['$x$ [a](javascript:alert(1))', 'href="javascript'],
    ['$x$ ![a](data:text/html,x)', 'src="data'],
  ])(
    'does not do what it must not (gogs GHSA-6vxv-wg6j-5qwp, parsed again after sanitising): %j',
    (source, wrong) => {
      expect(rich(source)).not.toContain(wrong);
    },
  );

  it('shows a formula in two dollar signs by itself, on one line too', () => {
    for (const source of ['$$\nx\n$$', '$$x$$', 'so $$x$$ holds'])
      expect(rich(source), source).toContain('<span class="katex-display">');
    expect(rich('so $x$ holds')).not.toContain('katex-display');
  });

  it.each([
    ['from $5 to $10', 'from $5 to $10'],
    ['costs $ 5 or 6 $', 'costs $ 5 or 6 $'],
    ['`$x$`', '<code>$x$</code>'],
  ])('leaves what is no formula as it is: %j', (source, expected) => {
    expect(rich(source)).toContain(`<p>${expected}</p>`);
  });

  it('shows a formula that cannot be read as its source', () => {
    expect(rich('$\\frac{$')).toContain('katex-error');
  });

  it.each([
    ['a $x$', true],
    ['```sql\nSELECT 1', true],
    ['a $5 bill, `code`', false],
    ['```\nplain\n```', false],
  ])('is told from others, which load nothing: %j', (source, expected) => {
    expect(isRichMarkdown(source)).toBe(expected);
  });
});

describe('mentions', () => {
  it('become links that tell what they name, not inside links and code', () => {
    const html = plain('See #run 42, #model 7, #note 3, @[Ada Lovelace] [#run 1](https://a.org) `#run 2`');
    expect([...html.matchAll(/href="([^"]*)" data-mention="([^"]*)"/g)].map(([, ...found]) => found)).toEqual(
      [
        ['/runs/42', 'run 42'],
        ['/models/7', 'model 7'],
        ['/notes/3', 'note 3'],
        ['/runs?filter=created_by%20%3D%20&#x27;Ada%20Lovelace&#x27;', 'person Ada Lovelace'],
      ],
    );
    expect(rich('$x$ #run 42')).toContain('data-mention="run 42"');
  });

  it.each([
    ['see #r', { start: 4, kind: 'kind', part: 'r' }],
    ['a\n#run ', { start: 2, kind: 'run', part: '' }],
    ['#run 4', { start: 0, kind: 'run', part: '4' }],
    ['#Model lenet pru', { start: 0, kind: 'model', part: 'lenet pru' }],
    ['#note 剪枝', { start: 0, kind: 'note', part: '剪枝' }],
    ['ask @Ad', { start: 4, kind: 'person', part: 'Ad' }],
    ['@', { start: 0, kind: 'person', part: '' }],
    ['#run 42 and', undefined],
    ['## Results', undefined],
    ['#', { start: 0, kind: 'kind', part: '' }],
    ['a@b', undefined],
    ['nothing', undefined],
  ])('are proposed while they are typed: %j', (before, expected) => {
    expect(startedMention(before)).toEqual(expected);
  });

  it('of people are written so that they are read again', () => {
    expect(personMention('Ada')).toBe('@Ada');
    expect(personMention('Ada Lovelace')).toBe('@[Ada Lovelace]');
    expect(personMention('a]b')).toBeUndefined();
  });
});

describe('footnotes', () => {
  it('of one number in two cells are two', () => {
    const idsOf = (uid: string) => {
      const html = htmlOf(REMARK_PLUGINS, [[rehypeCellIds, uid], ...REHYPE_PLUGINS])(
        '# A\n\nx[^1]\n\n[^1]: Note',
      );
      const all = (what: string) =>
        [...html.matchAll(new RegExp(`${what}="#?([^"]*)"`, 'g'))].map(([, one]) => one);
      // What is pointed at is there.
      for (const target of [...all('href'), ...all('aria-describedby')]) expect(all(' id')).toContain(target);
      return all(' id');
    };
    expect(idsOf('a')).toHaveLength(4);
    expect(idsOf('a').filter((id) => idsOf('b').includes(id))).toEqual([]);
  });
});

describe('headings', () => {
  it('are found as they are drawn, with the ids of both alike', () => {
    const source = '# A **b**\n\n```\n# no heading\n```\n\nTwo `c`\n---\n\n> ### 剪枝\n';
    expect(headingsOf(source)).toEqual([
      { depth: 1, text: 'A b', place: 1 },
      { depth: 2, text: 'Two c', place: 2 },
      { depth: 3, text: '剪枝', place: 3 },
    ]);
    const html = htmlOf(REMARK_PLUGINS, [[rehypeCellIds, 'uid'], ...REHYPE_PLUGINS])(source);
    expect([...html.matchAll(/<h\d id="([^"]*)">/g)].map(([, id]) => id)).toEqual(
      [1, 2, 3].map((place) => headingId('uid', place)),
    );
  });

  it('are not looked for where there can be none', () => {
    expect(headingsOf('#run 42\n\ntext')).toEqual([]);
  });
});
