import { afterEach, describe, expect, it } from 'vitest';
import { errorReply, json, positiveInteger, route } from '@/app/api/reply';
import { accessCookieValue, hostFault, mayPass } from '@/app/session/token';
import { AppError } from '@/lib/domain/errors';
import { apiRequest } from './api-request';

afterEach(() => {
  delete process.env.LATHE_TOKEN;
});

describe('the token', () => {
  it('is not asked for when none is set', () => {
    expect(mayPass({})).toBe(true);
  });

  it('passes as a bearer or as the cookie that was made from it, and in no other way', () => {
    process.env.LATHE_TOKEN = 's3cret';
    expect(mayPass({ authorization: 'Bearer s3cret' })).toBe(true);
    expect(mayPass({ cookie: accessCookieValue('s3cret') })).toBe(true);
    for (const shown of [
      {},
      { authorization: null },
      { authorization: 'Bearer ' },
      { authorization: 'Bearer s3cre' },
      { authorization: 'Basic s3cret' },
      { cookie: 's3cret' },
      { cookie: accessCookieValue('other') },
      { authorization: 'Bearer wrong', cookie: accessCookieValue('s3cret') },
    ]) {
      expect([shown, mayPass(shown)]).toEqual([shown, false]);
    }
  });

  it('is what lets the app answer to other names than those of this machine', () => {
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000']) expect(hostFault(host)).toBeUndefined();
    for (const host of [null, 'evil.test', 'localhost.evil.test', '127.0.0.1.evil.test:80']) {
      expect(hostFault(host)).toContain('LATHE_TOKEN');
    }
    process.env.LATHE_TOKEN = 's3cret';
    expect(hostFault('lathe.example')).toBeUndefined();
  });
});

describe('a route', () => {
  const call = (
    init: { method?: string; headers?: Record<string, string> },
    handle = () => json({ done: true }),
  ) => route(handle)(apiRequest('http://localhost:3000/api/x', init), { params: Promise.resolve({}) });

  it.each<[Record<string, string>, number]>([
    [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ 'Sec-Fetch-Site': 'none' }, 200],
    [{}, 200],
    [{ Origin: 'http://localhost:3000', Host: 'localhost:3000' }, 200],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 401],
    [{ 'Sec-Fetch-Site': 'same-site' }, 401],
    [{ Origin: 'http://evil.test', Host: 'localhost:3000' }, 401],
    [{ Origin: 'null', Host: 'localhost:3000' }, 401],
  ])('takes a change from its own pages and from programs only: %j -> %i', async (headers, status) => {
    expect((await call({ method: 'POST', headers })).status).toBe(status);
  });

  it('answers to the names of this machine only, without a token', async () => {
    const refused = await call({ headers: { Host: 'evil.test' } });
    expect(refused.status).toBe(421);
    expect(await refused.json()).toMatchObject({ error: { code: 'unauthorized' } });
    process.env.LATHE_TOKEN = 's3cret';
    const headers = { Host: 'lathe.example', Authorization: 'Bearer s3cret' };
    expect((await call({ headers })).status).toBe(200);
    expect((await call({ headers: { Host: 'lathe.example' } })).headers.get('WWW-Authenticate')).toBe(
      'Bearer',
    );
  });

  it('gives each reply the security headers; a policy of its own is kept', async () => {
    for (const headers of [{}, { Host: 'evil.test' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const reply = await call({ method: 'POST', headers: headers as Record<string, string> });
      expect(reply.headers.get('Content-Security-Policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(reply.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(reply.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    }
    const policy = "default-src 'none'; sandbox";
    const own = await call({}, () => json({}, { headers: { 'Content-Security-Policy': policy } }));
    expect(own.headers.get('Content-Security-Policy')).toBe(policy);
  });

  it('tells what was wrong in one shape', async () => {
    const response = await call({}, () => {
      throw new AppError('not_found', 'There is no such run.', {
        issues: [{ path: 'id', message: 'unknown' }],
      });
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: {
        code: 'not_found',
        message: 'There is no such run.',
        details: [{ path: 'id', message: 'unknown' }],
      },
    });
    expect(errorReply(new AppError('invalid_argument', 'x')).status).toBe(400);
  });

  it('says numbers that JSON has not as text', async () => {
    expect(await json([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]).json()).toEqual([
      'NaN',
      'Infinity',
      '-Infinity',
      1,
    ]);
  });

  it('refuses ids that are none', () => {
    expect(positiveInteger('12', 'id')).toBe(12);
    for (const text of [null, '', '0', '-1', '1.5', '1e3', 'x', '99999999999999999']) {
      expect(() => positiveInteger(text, 'id')).toThrow('whole number');
    }
  });
});
