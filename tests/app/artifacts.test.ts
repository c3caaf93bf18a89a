import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attachment, contentDisposition, getStoredArtifact } from '@/app/runs/artifacts/attachment';
import { previewOf } from '@/app/runs/artifacts/preview';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { listArtifacts } from '@/db/queries/run';
import { scheduleRun } from '@/db/schedule-run';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';

function runWithFiles(files: [path: string, mediaType: string, bytes: Uint8Array | string][]) {
  const db = temporaryDatabase();
  const config = { method: 'train', experiment: 'files', architecture: { name: 'lenet-5' } };
  const { runId } = scheduleRun(db, config, { createdBy: 'Ada' });
  const recorder = recorderOf(db, claimNext(db));
  for (const [path, mediaType, content] of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    recorder.artifact({ path, mediaType, bytes });
  }
  recorder.flush();
  const find = (path: string) => {
    const row = listArtifacts(db, runId).find((one) => one.path === path);
    if (!row) throw new Error(`no file ${path}`);
    return getStoredArtifact(db, runId, row.id);
  };
  return { db, runId, find, preview: (path: string) => previewOf(find(path)) };
}

const NAMES: [path: string, name: string][] = [
  ['plain.txt', 'plain.txt'],
  ['deep/folder/with space.txt', 'with space.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\windows\\evil.exe', 'evil.exe'],
  ['quote".txt', 'quote".txt'],
  ["apostrophe's (1)*.txt", "apostrophe's (1)*.txt"],
  ['模型权重.bin', '模型权重.bin'],
  ['a\r\nSet-Cookie: x=1', 'a__Set-Cookie: x=1'],
  ['</script><img src=x>', 'script><img src=x>'],
  // Written right to left from the sign on, this would be shown as gpj.exe turned around.
  ['photo\u202egpj.exe', 'photo_gpj.exe'],
  ['half \ud800 pair', 'half _ pair'],
  ['100%25.txt', '100%25.txt'],
  [`${'n'.repeat(5000)}.txt`, `${'n'.repeat(196)}.txt`],
  ['folder/', 'file'],
];

describe('downloads', () => {
  it.each(NAMES)('the name %j reaches the browser safely', (path, name) => {
    const value = contentDisposition(path);
    // A header takes visible ASCII only; this throws for anything that would end or forge one.
    expect(new Headers({ 'Content-Disposition': value }).get('Content-Disposition')).toBe(value);
    expect(value).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9%!#$&+.^_`|~-]*$/);
    expect(decodeURIComponent(value.split("''")[1])).toBe(name);
  });

  it('gives the bytes as they were recorded, and never as a page', async () => {
    const page = '<script>alert(1)</script>';
    const { find } = runWithFiles([
      ['report.html', 'text/html', page],
      ['drawing.svg', 'image/svg+xml', '<svg onload="alert(1)"/>'],
      ['plot.png', 'image/png', Uint8Array.of(137, 80, 78, 71)],
    ]);
    const html = attachment(find('report.html'));
    expect(await html.text()).toBe(page);
    expect(html.headers.get('Content-Type')).toBe('application/octet-stream');
    expect(html.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(html.headers.get('Content-Security-Policy')).toContain('sandbox');
    expect(html.headers.get('Content-Length')).toBe(String(page.length));
    const svg = attachment(find('drawing.svg'));
    expect(svg.headers.get('Content-Type')).toBe('application/octet-stream');
    await svg.body?.cancel();
    const png = attachment(find('plot.png'));
    expect(png.headers.get('Content-Type')).toBe('image/png');
    expect(png.headers.get('Content-Disposition')).toMatch(/^attachment/);
    await png.body?.cancel();
  });

  it('mlflow#8963, mlflow#7564, mlflow#8539: a file of 1 GiB streams, in little memory', async () => {
    const { find } = runWithFiles([['big.bin', 'application/octet-stream', 'a']]);
    const GIB = 2 ** 30;
    // Without data on the disk: the rest of the file reads as zeros.
    truncateSync(find('big.bin').filePath, GIB);
    const before = process.memoryUsage.rss();
    let most = before;
    let length = 0;
    for await (const piece of attachment(find('big.bin')).body as unknown as AsyncIterable<Uint8Array>) {
      length += piece.length;
      most = Math.max(most, process.memoryUsage.rss());
    }
    expect(length).toBe(GIB);
    expect(most - before).toBeLessThan(100 * 2 ** 20);
  });

  it('a file whose bytes are gone, or of another run, is not found and says why', () => {
    const { db, runId, find } = runWithFiles([['a.txt', 'text/plain', 'a']]);
    const { id, filePath, sha256 } = find('a.txt');
    expect(() => getStoredArtifact(db, runId + 1, id)).toThrow('has no such file');
    rmSync(filePath);
    expect(() => getStoredArtifact(db, runId, id)).toThrow(
      new RegExp(`"a.txt".*${sha256}.*not in the artifacts folder`),
    );
    expect(artifactCode(db, runId, id)).toBe('not_found');
  });
});

function artifactCode(db: TrackingDatabase, runId: number, id: number): unknown {
  try {
    return getStoredArtifact(db, runId, id);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** A safetensors file of two tensors, written by hand. */
function safetensors(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(12)]);
}

describe('previews', () => {
  it('text is cut after 32 KiB, between characters', () => {
    const { preview } = runWithFiles([
      ['short.log', 'text/plain', 'one\ntwo'],
      // 32 KiB end in the middle of the three bytes of a character.
      ['long.txt', 'text/plain', '好'.repeat(20_000)],
    ]);
    expect(preview('short.log')).toEqual({ kind: 'text', text: 'one\ntwo', isWhole: true });
    expect(preview('long.txt')).toEqual({ kind: 'text', text: '好'.repeat(10_922), isWhole: false });
  });

  it('JSON is indented, broken JSON is shown as it is', () => {
    const { preview } = runWithFiles([
      ['a.json', 'application/json', '{"a":[1]}'],
      ['b.json', 'application/json', '{"a":'],
    ]);
    expect(preview('a.json')).toMatchObject({ text: '{\n  "a": [\n    1\n  ]\n}' });
    expect(preview('b.json')).toMatchObject({ kind: 'text', text: '{"a":' });
  });

  it('CSV is a table, 50 rows of it', () => {
    const { preview } = runWithFiles([
      ['a.csv', 'text/csv', 'x,"y,z"\n1,"say ""hi"""\n'],
      ['long.csv', 'text/csv', 'n\n'.repeat(60)],
    ]);
    expect(preview('a.csv')).toEqual({
      kind: 'table',
      rows: [
        ['x', 'y,z'],
        ['1', 'say "hi"'],
      ],
      isWhole: true,
    });
    expect(preview('long.csv')).toMatchObject({ kind: 'table', rows: Array(50).fill(['n']), isWhole: false });
  });

  it('safetensors are a list of tensors', () => {
    const header =
      '{"__metadata__":{"a":"b"},"fc/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"s":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}';
    const { preview } = runWithFiles([
      ['model/w.safetensors', 'application/octet-stream', safetensors(header)],
    ]);
    expect(preview('model/w.safetensors')).toEqual({
      kind: 'tensors',
      tensors: [
        { name: 'fc/kernel', dtype: 'F32', shape: [2, 1], sizeBytes: 8 },
        { name: 's', dtype: 'F32', shape: [], sizeBytes: 4 },
      ],
      tensorCount: 2,
    });
  });

  it('mlflow#155: broken, binary and lying files have no preview, and break nothing', () => {
    const hugeHeader = Buffer.alloc(16, 0xff);
    const { find, preview } = runWithFiles([
      ['short.safetensors', 'application/octet-stream', Buffer.alloc(3)],
      ['huge.safetensors', 'application/octet-stream', hugeHeader],
      ['broken.safetensors', 'application/octet-stream', safetensors('{')],
      ['odd.safetensors', 'application/octet-stream', safetensors('null')],
      ['binary.txt', 'text/plain', Uint8Array.of(1, 0, 2)],
      ['latin1.txt', 'text/plain', Uint8Array.of(0xe9, 0x20)],
      ['quotes.csv', 'text/csv', 'a,"b\n'],
    ]);
    for (const name of ['short', 'huge', 'broken', 'odd']) {
      expect([name, preview(`${name}.safetensors`)]).toEqual([name, { kind: 'none' }]);
    }
    expect(preview('binary.txt')).toEqual({ kind: 'none' });
    expect(preview('latin1.txt')).toEqual({ kind: 'none' });
    expect(preview('quotes.csv')).toMatchObject({ kind: 'text', text: 'a,"b\n' });
    const store = openArtifactStore('/nowhere');
    expect(() => store.path('../../etc/passwd')).toThrow('named by 64 hex digits');
    // Bytes that were changed after recording are shown as they are now.
    const { filePath } = find('binary.txt');
    writeFileSync(filePath, 'text');
    expect(preview('binary.txt')).toMatchObject({ kind: 'text', text: 'text' });
  });
});
