import type { Page } from 'playwright-core';

/**
 * Texts that a page shows in English: three Latin words in a row, outside of code, of fields, of what people wrote, and of
 * what stays as it was recorded: the log, and what says of itself that it is in English.
 */
export function englishLeft(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own =
      'code, pre, textarea, input, script, style, noscript, .mono, .ag-cell, .monaco-editor, [data-testid=run-log], [lang=en]:not(html)';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || element.closest(own) || element.getClientRects().length === 0) continue;
      const text = node.textContent ?? '';
      if (/[A-Za-z]{2,}(?:[ ,;]+[A-Za-z]{2,}){2,}/.test(text)) found.add(text.trim());
    }
    return [...found];
  });
}
