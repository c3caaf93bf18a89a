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
import { recordExperiment } from '../fixture';
import { type RunningApp, startApp } from './app-process';
import { seriousFaults } from './axe';
import { launchBrowser, openPage } from './browser';
import { PIXEL, SLOW } from './note-page';

let app: RunningApp;
let browser: Browser;
let noteId: number;
beforeAll(async () => {
  app = await startApp((db) => {
    recordExperiment(db, 'starter', 'Ada Lovelace');
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

describe('a file that is no note', () => {
  it.each([
    ['x.md', PNG, 'en', 'it is no text in UTF-8'],
    ['x.ipynb', Buffer.from('{'), 'zh-CN', '笔记本未导入：文件不是 JSON'],
  ])(
    'is refused in the language of who sends it: %s',
    async (name, buffer, locale, message) => {
      const { page, faults } = await openPage(browser, app.url, { locale });
      page.setDefaultTimeout(SLOW.timeout);
      await page.goto(`${app.url}/notes`);
      await page.getByRole('row').getByText(`#${noteId}`, { exact: true }).waitFor();
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: /Import|导入/ }).click();
      await (await choosing).setFiles({ name, mimeType: 'text/plain', buffer });
      await page.getByText(message).waitFor();
      expect(faults).toEqual({ errors: [], foreignRequests: [] });
      await page.context().close();
    },
    60_000,
  );
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
    expect(await page.getByRole('main').getByRole('button').filter({ visible: true }).count()).toBe(0);
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
