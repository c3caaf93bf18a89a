import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MarkdownText } from '@/app/notes/markdown-text';

const html = (source: string) => renderToStaticMarkup(<MarkdownText source={source} />);

describe('text of a note', () => {
  it('shows Markdown with tables', () => {
    expect(html('**a**\n\n| x |\n|---|\n| 1 |')).toContain('<td>1</td>');
    expect(html('**a**')).toContain('<strong>a</strong>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://x.test"></iframe>',
    '<svg onload=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](data:text/html,x)',
    '[a](vbscript:x)',
    '[a](irc://x.test)',
    '![a](data:image/svg+xml,x)',
    '<https://x.test" onmouseover="alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
  ])('runs nothing (apache/zeppelin#4045, marimo-team/marimo#6848, jsvine/notebookjs#58): %s', (source) => {
    const rendered = html(source);
    expect(rendered).not.toMatch(/<(script|iframe|svg|img[^>]*onerror)/i);
    expect(rendered).not.toMatch(/(href|src)="(?!https?:)[^"]+"/i);
    expect(rendered).not.toMatch(/<[^>]+\son\w+=/i);
    // Nor does it look as if it led somewhere.
    expect(rendered).not.toMatch(/<a(?![^>]* href="https?:)/);
  });

  it.each(['https://x.test/a', 'http://x.test', 'mailto:a@x.test', '/runs/1'])('links to %s', (address) => {
    expect(html(`[a](${address})`)).toContain(`href="${address}"`);
  });
});
