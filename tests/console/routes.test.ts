import { afterEach, describe, expect, it } from 'vitest';
import { POST as readCell } from '@/app/api/console/cell/route';
import { POST as describeStatement } from '@/app/api/console/describe/route';
import { POST as exportRows } from '@/app/api/console/export/route';
import { DELETE } from '@/app/api/console/queries/[id]/route';
import { POST } from '@/app/api/console/queries/route';
import { GET as schema } from '@/app/api/console/schema/route';
import { POST as signIn } from '@/app/api/login/route';
import { apiRequest } from '../app/api-request';

const address = 'http://localhost/api/console/queries';
const body = JSON.stringify({ id: 'query-id-1', sql: 'SELECT 1' });
const postTo = (handle: typeof POST) => (headers: Record<string, string>) =>
  handle(apiRequest(address, { method: 'POST', body, headers }), { params: Promise.resolve({}) });
const cancel = (headers: Record<string, string>) =>
  DELETE(apiRequest(`${address}/query-id-1`, { method: 'DELETE', headers }), {
    params: Promise.resolve({ id: 'query-id-1' }),
  });
const readSchema = (headers: Record<string, string>) =>
  schema(apiRequest('http://localhost/api/console/schema?connection=mlflow', { headers }), {
    params: Promise.resolve({}),
  });
const calls = [postTo(POST), postTo(describeStatement), postTo(readCell), postTo(exportRows), cancel];

afterEach(() => {
  delete process.env.LATHE_TOKEN;
});

describe('the routes of the console', () => {
  it.each([
    ['nothing', {}],
    ['a wrong token', { Authorization: 'Bearer wrong' }],
    ['a wrong cookie', { Cookie: 'lathe_access=secret' }],
  ])('answer 401 to %s when a token is set', async (_what, headers) => {
    process.env.LATHE_TOKEN = 'secret';
    for (const call of [...calls, readSchema]) {
      const response = await call(headers as Record<string, string>);
      expect(response.status).toBe(401);
      expect((await response.json()).error.code).toBe('unauthorized');
    }
  });

  it.each<Record<string, string>>([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://other.test' },
  ])('refuse what a page of another site starts: %j', async (headers) => {
    for (const call of calls) expect((await call(headers)).status).toBe(401);
  });
});

describe('a body that is too long', () => {
  const MEBIBYTE = 2 ** 20;

  it.each([
    ['a query', POST, 8 * MEBIBYTE],
    ['an export', exportRows, 8 * MEBIBYTE],
    ['a sign-in', signIn, 2 ** 14],
  ])('%s is read to its end before it is refused, so that the reply arrives', async (_what, handle, most) => {
    const length = most + 4 * MEBIBYTE;
    let sent = 0;
    const longer = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === length) return controller.close();
        const part = new Uint8Array(Math.min(length - sent, MEBIBYTE)).fill(32);
        sent += part.length;
        controller.enqueue(part);
      },
    });
    const response = await handle(apiRequest(address, { method: 'POST', body: longer }), {
      params: Promise.resolve({}),
    });
    expect(sent).toBe(length);
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toContain(`more than ${most} bytes`);
  });
});
