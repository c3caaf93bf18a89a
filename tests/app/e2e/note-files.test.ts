import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseDataVersions } from '@/db/data-versions';
import { insertNoteImage } from '@/db/notes/note-images';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { pin, query, text, uid } from '../../notes/file-fixture';
import { type RecordedExperiment, recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';

let app: RunningApp;
let browser: Browser;
let recorded: RecordedExperiment;
let noteId: number;
beforeAll(async () => {
  app = await startApp((db) => {
    recorded = recordExperiment(db, 'starter', 'Ada Lovelace');
    const [runId] = recorded.runs.values();
    db.sqlite.prepare("UPDATE runs SET status = 'running', lease_expires_at = 9e15 WHERE id = ?").run(runId);
    const cells = [
      newNoteCell('markdown', 'a'.repeat(32), '# 剪枝'),
      newNoteCell('sql', 'b'.repeat(32), 'SELECT 1'),
    ];
    noteId = insertNote(db, { title: '研究: "A/B"', cells }, 'Ada');
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
/** One pixel that a browser draws. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);
const post = (body: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/api/notes/${noteId}/images`, { method: 'POST', body: new Uint8Array(body), headers });

describe('a note as a file', () => {
  it.each([
    ['md', 'text/markdown; charset=utf-8', '# 剪枝'],
    ['ipynb', 'application/x-ipynb+json', '"nbformat": 4'],
    ['html', 'text/html; charset=utf-8', '>剪枝</h1>'],
  ])('is sent as %s under its own name', async (format, type, part) => {
    const answer = await fetch(`${app.url}/api/notes/${noteId}/export?format=${format}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('研究 A B')}.${format}`,
    );
    const file = await answer.text();
    expect(file).toContain(part);
    expect(file).toContain(format === 'ipynb' ? 'Some results are not what' : 'This query was not run.');
  });

  it('is in the language of who asks', async () => {
    const headers = { 'Accept-Language': 'zh-CN' };
    const answer = await fetch(`${app.url}/api/notes/${noteId}/export?format=md`, { headers });
    expect(await answer.text()).toContain('此查询尚未运行。');
  });

  it.each([
    ['?format=exe', 400],
    ['', 400],
    ['?format=md&version=9', 404],
    ['?format=md&version=x', 400],
  ])('is refused for %j', async (query, status) => {
    const answer = await fetch(`${app.url}/api/notes/${noteId}/export${query}`);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty('error.message');
  });
});

describe('an image of a note', () => {
  it('is kept and sent as what it is, and nothing else', async () => {
    const kept = (await (await post(PNG)).json()) as { url: string; mediaType: string };
    expect(kept).toMatchObject({ mediaType: 'image/png', bytes: PNG.length });
    const image = await fetch(app.url + kept.url);
    expect(Buffer.from(await image.arrayBuffer())).toEqual(PNG);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(image.headers.get('x-content-type-options')).toBe('nosniff');
    for (const name of ['0'.repeat(64), '..%2f..%2fetc%2fpasswd', 'x'])
      expect((await fetch(`${app.url}/api/notes/${noteId}/images/${name}`)).status).toBe(404);
  });

  it('is refused when it is none, too large, or sent from another site', async () => {
    const svg = await post(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), {
      'Content-Type': 'image/png',
    });
    expect(svg.status).toBeGreaterThanOrEqual(400);
    expect(await svg.text()).toContain('neither PNG, JPEG, WebP nor GIF');
    const large = await post(Buffer.concat([PNG, Buffer.alloc(8 * 1024 * 1024)]));
    expect(await large.text()).toContain('more than 8388608 bytes');
    const cut = await post(Buffer.concat([PNG, Buffer.alloc(11 * 1024 * 1024)]));
    expect(await cut.text()).toContain('more than 8388608 bytes');
    expect((await post(PNG, { Origin: 'https://example.org' })).status).toBe(401);
  });
});

const SLOW = { timeout: 20_000 };

describe('a note as HTML', () => {
  it('opens from the disk without a request, prints whole tables, and is what the page prints', async () => {
    const id = insertNote(app.db, { title: 'Offline 剪枝', cells: [] }, 'Ada');
    const { sha256 } = insertNoteImage(app.db, { noteId: id, bytes: PIXEL, by: 'Ada' });
    const chart = newNoteCell('chart', uid(3));
    const cells = [
      { ...text(1, `$\\sqrt{x}$ ![dot](/api/notes/${id}/images/${sha256})`), isFolded: true },
      query(2, 'SELECT layer, n FROM t'),
      { ...chart, settings: { cellUid: uid(2), spec: { kind: 'line' as const, x: 'layer', y: ['n'] } } },
    ];
    saveNote(app.db, { id, baseRevision: 1, content: { title: 'Offline 剪枝', cells }, by: 'Ada' });
    const rows = Array.from({ length: 120 }, (_, index) => [index, index * index]);
    pin(app.db, { noteId: id, cell: cells[1], columns: ['layer', 'n'], rows, type: 'INTEGER' });
    raiseDataVersions(app.db.sqlite, ['runs']);

    const { page, faults } = await openPage(browser, app.url);
    page.setDefaultTimeout(SLOW.timeout);
    await page.goto(`${app.url}/notes/${id}`);
    await page.getByRole('button', { name: 'More' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'HTML file' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('Offline 剪枝.html');
    const folder = mkdtempSync(join(tmpdir(), 'lathe-note-'));
    const file = join(folder, 'note.html');
    await download.saveAs(file);

    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Print' }).click();
    const printed = page.frameLocator('#note-print');
    await expect.poll(() => printed.locator('tbody tr').count(), SLOW).toBe(120);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Save note' }).isVisible()).toBe(false);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await page.context().close();

    const offline = await openPage(browser, 'file://');
    const requests: string[] = [];
    offline.page.on('request', (request) => requests.push(request.url()));
    await offline.page.goto(pathToFileURL(file).href);
    await offline.page.getByRole('heading', { name: 'Offline 剪枝' }).waitFor();
    await offline.page.locator('math msqrt').waitFor();
    expect(await offline.page.locator('svg path').count()).toBeGreaterThan(10);
    const image = offline.page.getByRole('img', { name: 'dot' });
    expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1);
    expect(await offline.page.getByText('Tables that this query reads were written').count()).toBe(2);
    expect(await offline.page.getByRole('row').count()).toBe(121);
    expect(await seriousFaults(offline.page)).toEqual([]);
    // 120 rows need more than one page.
    const pdf = (await offline.page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(offline.faults).toEqual({ errors: [], foreignRequests: [] });
    await offline.page.context().close();
    rmSync(folder, { recursive: true });
  }, 120_000);
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
  await page.getByText('Of the 2 chosen runs').waitFor();
  await page.getByRole('menuitem', { name: 'Pruning study' }).click();
  await page.waitForURL(/\/notes\/\d+$/);
  await page.getByText('which layers set the limit').waitFor();
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
  await expect.poll(() => page.getByText('fresh', { exact: true }).count(), SLOW).toBe(3);
  await page.getByRole('region', { name: 'Chart' }).locator('canvas').first().waitFor();
  expect(await page.getByText('failed', { exact: true }).count()).toBe(0);
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  await page.context().close();
}, 120_000);
