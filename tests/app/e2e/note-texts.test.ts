import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseDataVersions } from '@/db/data-versions';
import { insertNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { query, text, uid } from '../../notes/file-fixture';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';
import { PIXEL, SLOW } from './note-page';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;
beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'starter', 'Ada Lovelace');
    const [runId] = recorded.runs.values();
    db.sqlite.prepare("UPDATE runs SET status = 'running', lease_expires_at = 9e15 WHERE id = ?").run(runId);
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

describe('a text of a note', () => {
  it('shows formulas, coloured code, mentions as they are now; proposes mentions, takes a pasted image', async () => {
    const [[runName, runId]] = recorded.runs;
    const source = `Loss $\\alpha T^2$\n\n\`\`\`sql\nSELECT 1\n\`\`\`\n\nSee #run ${runId} and #run 99999.`;
    const cells = [newNoteCell('markdown', 'c'.repeat(32), source), newNoteCell('markdown', 'd'.repeat(32))];
    const id = insertNote(app.db, { title: 'Texts', cells }, 'Ada');
    const { page, faults } = await openPage(browser, app.url);
    page.setDefaultTimeout(SLOW.timeout);
    await page.goto(`${app.url}/notes/${id}`);
    const text = page.getByRole('region', { name: 'Text' });
    // Drawn with its own font, from this origin.
    await text.first().locator('.katex-html').first().waitFor();
    await expect.poll(() => page.evaluate(() => document.fonts.check('16px KaTeX_Math')), SLOW).toBe(true);
    await text.first().locator('.hljs-keyword', { hasText: 'SELECT' }).waitFor();
    const chip = text.first().getByRole('link', { name: `#run ${runId}` });
    await chip.getByText(runName, { exact: true }).waitFor();
    await chip.getByText('running').waitFor();
    expect(await chip.getAttribute('href')).toBe(`/runs/${runId}`);
    expect(await text.first().getByRole('link', { name: '#run 99999' }).getAttribute('title')).toContain(
      'nothing of this number',
    );
    app.db.sqlite.prepare("UPDATE runs SET name = 'renamed', status = 'finished' WHERE id = ?").run(runId);
    raiseDataVersions(app.db.sqlite, ['runs']);
    await chip.getByText('finished').waitFor();
    await chip.getByText('renamed', { exact: true }).waitFor();

    const field = text.nth(1).getByRole('textbox', { name: 'Text', exact: true });
    await field.pressSequentially('By @lov');
    await page.getByRole('option', { name: '@[Ada Lovelace]' }).waitFor();
    await field.press('Enter');
    await field.pressSequentially('see #ru');
    await page.getByRole('option', { name: '#run' }).waitFor();
    await field.press('Tab');
    await field.pressSequentially('renamed');
    await page.getByRole('option', { name: 'renamed' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await field.press('Enter');
    expect(await field.inputValue()).toBe(`By @[Ada Lovelace] see #run ${runId} `);

    await field.evaluate(
      (element, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'curve.png', { type: 'image/png' }));
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
      },
      [...PIXEL],
    );
    await expect.poll(() => field.inputValue(), SLOW).toContain(`![curve.png](/api/notes/${id}/images/`);
    await text.nth(1).getByRole('button', { name: 'Done' }).click();
    const image = text.nth(1).getByRole('img', { name: 'curve.png' });
    await expect
      .poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), SLOW)
      .toBe(1);
    await text.nth(1).getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();
  }, 120_000);
});

it('the notes are searched by words of any script, with the hit marked and a link to its cell', async () => {
  const cells = [text(31, 'First'), text(32, '先量化，再蒸馏'), query(33, 'SELECT 1 AS distilled_gain')];
  const id = insertNote(app.db, { title: 'Looked for', cells }, 'Ada');
  const { page, faults } = await openPage(browser, app.url, { viewport: { width: 390, height: 844 } });
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/notes`);
  const field = page.getByRole('searchbox', { name: 'Search the notes' });
  for (const [word, hit] of [
    ['量化', '量化'],
    ['蒸馏', '蒸馏'],
    ['DISTILLED_gain', 'distilled_gain'],
  ]) {
    await field.fill(word);
    await page.locator('mark', { hasText: hit }).first().waitFor();
  }
  await field.fill('lenet-5 pruned 90');
  await page.getByRole('link', { name: 'lenet-5 pruned 90 %', exact: true }).waitFor();
  await field.fill('no such word');
  await page.getByText('Nothing holds').waitFor();
  await field.fill('量化');
  await page.getByText('1 place holds').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  // The address leads to what was found.
  await page.reload();
  await page.locator('mark', { hasText: '量化' }).waitFor();
  await page.getByRole('link', { name: 'Looked for' }).click();
  await page.waitForURL(`**/notes/${id}#cell-${uid(32)}`);
  await page
    .locator(`#cell-${uid(32)}`)
    .getByText('先量化，再蒸馏')
    .waitFor();

  await page.getByRole('button', { name: 'Go to' }).first().click();
  await page.getByRole('combobox').fill('蒸馏');
  const option = page.getByRole('option', { name: 'Looked for' });
  expect(await option.textContent()).toContain('先量化，再蒸馏');
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a study begins with the chosen runs, and its queries answer', async () => {
  const { page, faults } = await openPage(browser, app.url, { viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/runs?filter=${encodeURIComponent("name LIKE 'lenet-300-100 pruned%'")}`);
  for (const row of [0, 1]) await page.locator(`.ag-row[row-index="${row}"] .ag-checkbox-input`).click();
  await page.getByRole('button', { name: 'Study' }).click();
  await page.getByText('Study of the 2 chosen runs').waitFor();
  await page.getByRole('menuitem', { name: 'Pruning study' }).click();
  await page.waitForURL(/\/notes\/\d+$/);
  await page.getByText('which layers set the limit').waitFor();
  expect(await page.getByRole('textbox', { name: 'Title of the note' }).inputValue()).toBe(
    'Pruning study: starter',
  );
  // Its headings stand beside it, and lead to their places; on a small screen they are folded above it.
  const contents = page.getByRole('navigation', { name: 'Contents' });
  expect(await contents.getByRole('link').allTextContents()).toEqual([
    'Question',
    'Runs',
    'Accuracy against sparsity',
    'Sensitive layers',
    'Conclusion',
  ]);
  await contents.getByRole('link', { name: 'Conclusion' }).click();
  await expect
    .poll(() => page.evaluate(() => document.querySelector(':target')?.textContent), SLOW)
    .toBe('Conclusion');
  expect(await contents.getByRole('link', { name: 'Question' }).isVisible()).toBe(true);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await contents.getByRole('link', { name: 'Question' }).isVisible()).toBe(false);
  await contents.getByRole('button', { name: 'Contents' }).click();
  await contents.getByRole('link', { name: 'Question' }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: 'Run all' }).click();
  const queries = page.getByRole('region', { name: 'SQL' });
  await expect.poll(() => queries.getByText('fresh', { exact: true }).count(), SLOW).toBe(3);
  await page.getByRole('region', { name: 'Chart' }).locator('canvas').first().waitFor();
  expect(await page.getByText('failed', { exact: true }).count()).toBe(0);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);

it('a heading far below is gone to by its link and by its address, before its cell is drawn', async () => {
  const cells = Array.from({ length: 120 }, (_, index) => text(1_000 + index, `## Part ${index}\n\nWords`));
  const noteId = insertNote(app.db, { title: 'Long', cells }, 'Ada');
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  const target = () => page.evaluate(() => document.querySelector(':target')?.textContent);
  await page.goto(`${app.url}/notes/${noteId}`, { waitUntil: 'commit' });
  const link = page.locator('nav a', { hasText: 'Part 119' });
  await link.click();
  await expect.poll(target, SLOW).toBe('Part 119');
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address, { waitUntil: 'commit' });
  await expect.poll(target, SLOW).toBe('Part 119');
  const heading = page.getByRole('heading', { name: 'Part 119' });
  await expect.poll(async () => (await heading.boundingBox())?.y ?? -1, SLOW).toBeGreaterThanOrEqual(0);
  expect((await heading.boundingBox())?.y).toBeLessThan(720);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);

it('a study begins on the page of a run, too', async () => {
  const runId = recorded.runs.get('lenet-5 int8') ?? 0;
  const { page, faults } = await openPage(browser, app.url);
  page.setDefaultTimeout(SLOW.timeout);
  await page.goto(`${app.url}/runs/${runId}`);
  await page.getByRole('button', { name: 'Add to note' }).first().click();
  await page.getByRole('menuitem', { name: 'Quantization study' }).click();
  await page.waitForURL(/\/notes\/\d+$/);
  await page
    .getByRole('link', { name: `#run ${runId}` })
    .getByText('lenet-5 int8')
    .waitFor();
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 60_000);
