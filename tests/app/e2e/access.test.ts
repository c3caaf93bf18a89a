import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from './app-process';
import { launchBrowser, openPage } from './browser';

const TOKEN = 'correct horse battery staple';
const APP_FOLDER = resolve(import.meta.dirname, '../../../app');

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp(() => {}, { LATHE_TOKEN: TOKEN });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Paths of the files of a name below `app`, with an id in the place of each parameter. */
function pathsOf(fileName: string): { file: string; path: string }[] {
  return readdirSync(APP_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file === fileName || file.endsWith(`/${fileName}`))
    .map((file) => ({ file, path: `/${file.slice(0, -fileName.length - 1).replace(/\[[^\]]+\]/g, '1')}` }));
}

const ROUTES = pathsOf('route.ts').flatMap(({ file, path }) => {
  const source = readFileSync(join(APP_FOLDER, file), 'utf8');
  const methods = [
    ...source.matchAll(/export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/g),
  ];
  return methods.map(([, method]) => ({ method, path }));
});

it('the routes were found', () => {
  expect(ROUTES).toContainEqual({ method: 'GET', path: '/api/stream' });
  expect(ROUTES).toContainEqual({ method: 'GET', path: '/api/runs/1/metrics' });
  expect(ROUTES.length).toBeGreaterThanOrEqual(8);
});

it.each(ROUTES)(
  '$method $path answers 401 without the token and with a wrong one',
  async ({ method, path }) => {
    const body = method === 'GET' ? undefined : '{}';
    for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Cookie: `lathe_access=${TOKEN}` }]) {
      const response = await fetch(app.url + path, {
        method,
        body,
        headers: headers as Record<string, string>,
      });
      expect([headers, response.status]).toEqual([headers, 401]);
      const answer = await response.text();
      // A person who opens an address in the browser is led to the sign-in page; programs are told in JSON.
      if (path.startsWith('/api/') || method !== 'GET')
        expect(JSON.parse(answer)).toMatchObject({ error: { code: 'unauthorized' } });
      else expect(answer).toContain('LATHE_TOKEN');
    }
  },
);

const PAGES = pathsOf('page.tsx').filter(({ path }) => path !== '/login');

it.each(PAGES)('page $path answers 401 without the token, a server action as well', async ({ path }) => {
  const page = await fetch(app.url + path);
  expect(page.status).toBe(401);
  expect(await page.text()).toContain('LATHE_TOKEN');
  const action = await fetch(app.url + path, {
    method: 'POST',
    body: '[]',
    headers: { 'Next-Action': 'a'.repeat(42) },
  });
  expect(action.status).toBe(401);
});

it('the same bearer token opens all of them', async () => {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  expect((await fetch(`${app.url}/api/health`, { headers })).status).toBe(200);
  expect((await fetch(`${app.url}/runs`, { headers })).status).toBe(200);
  expect((await fetch(`${app.url}/api/runs/columns`, { headers })).status).toBe(200);
});

it('a person signs in once and comes to the page that was asked for', async () => {
  const { page } = await openPage(browser, app.url);
  await page.goto(`${app.url}/runs?from=link`);
  await page.getByPlaceholder('Token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('That is not the token of this server.').waitFor();
  await page.getByPlaceholder('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  expect(page.url()).toBe(`${app.url}/runs?from=link`);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'lathe_access');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookie.value).not.toContain(TOKEN);
  await page.goto(`${app.url}/models`);
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  await page.context().close();
});
