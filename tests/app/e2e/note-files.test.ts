import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { type RunningApp, startApp } from './app-process';

let app: RunningApp;
let noteId: number;
beforeAll(async () => {
  app = await startApp((db) => {
    const cells = [
      newNoteCell('markdown', 'a'.repeat(32), '# 剪枝'),
      newNoteCell('sql', 'b'.repeat(32), 'SELECT 1'),
    ];
    noteId = insertNote(db, { title: '研究: "A/B"', cells }, 'Ada');
  });
});
afterAll(() => app?.stop());

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
const post = (body: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/api/notes/${noteId}/images`, { method: 'POST', body: new Uint8Array(body), headers });

describe('a note as a file', () => {
  it.each([
    ['md', 'text/markdown; charset=utf-8', '# 剪枝'],
    ['ipynb', 'application/x-ipynb+json', '"nbformat": 4'],
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
    expect(file).toContain(format === 'md' ? 'This query was not run.' : 'Some results are not what');
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
