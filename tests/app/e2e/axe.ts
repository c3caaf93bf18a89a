import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** Serious and critical faults that axe finds on a page, or in the parts of it that are given, as "rule: element". */
export async function seriousFaults(page: Page, parts: string[] = ['html']): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    (include) =>
      (window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }).axe.run(
        { include },
        { resultTypes: ['violations'] },
      ),
    parts,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
