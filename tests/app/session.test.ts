import { NextRequest } from 'next/server';
import { afterEach, describe, expect, it } from 'vitest';
import { errorReply, json, positiveInteger, route } from '@/app/api/reply';
import { accessCookieValue, isKnownHost, mayPass } from '@/app/session/token';
import { AppError } from '@/lib/domain/errors';

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
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000']) expect(isKnownHost(host)).toBe(true);
    for (const host of [null, 'evil.test', 'localhost.evil.test', '127.0.0.1.evil.test:80']) {
      expect(isKnownHost(host)).toBe(false);
    }
    process.env.LATHE_TOKEN = 's3cret';
    expect(isKnownHost('lathe.example')).toBe(true);
  });
});

describe('a route', () => {
  const call = (
    init: { method?: string; headers?: Record<string, string> },
    handle = () => json({ done: true }),
  ) => route(handle)(new NextRequest('http://localhost:3000/api/x', init), { params: Promise.resolve({}) });

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
