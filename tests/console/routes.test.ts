import { afterEach, describe, expect, it } from 'vitest';
import { POST as readCell } from '@/app/api/console/cell/route';
import { POST as describeStatement } from '@/app/api/console/describe/route';
import { POST as exportRows } from '@/app/api/console/export/route';
import { DELETE } from '@/app/api/console/queries/[id]/route';
import { POST } from '@/app/api/console/queries/route';
import { GET as schema } from '@/app/api/console/schema/route';
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
