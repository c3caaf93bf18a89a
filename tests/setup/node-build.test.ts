import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { run } from '@/scripts/setup/command.mjs';
import { buildEnv, findHeaders, headersVersion } from '@/scripts/setup/node-build.mjs';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'lathe-node-')));
  return folders[folders.length - 1];
}

const inherited = process.env.npm_config_nodedir;
afterEach(() => {
  if (inherited === undefined) delete process.env.npm_config_nodedir;
  else process.env.npm_config_nodedir = inherited;
});

/** The executable of a Node that has no headers beside it. */
function nodeWithoutHeaders(): string {
  return executableIn(folder());
}

function executableIn(prefix: string): string {
  mkdirSync(join(prefix, 'bin'));
  writeFileSync(join(prefix, 'bin', 'node'), '');
  return join(prefix, 'bin', 'node');
}

/** A prefix with the headers of some Node version. */
function headersOf(version: string): string {
  const prefix = folder();
  const [major, minor, patch] = version.replace('v', '').split('.');
  mkdirSync(join(prefix, 'include', 'node'), { recursive: true });
  writeFileSync(
    join(prefix, 'include', 'node', 'node_version.h'),
    `#define NODE_MAJOR_VERSION ${major}\n#define NODE_MINOR_VERSION ${minor}\n#define NODE_PATCH_VERSION ${patch}\n`,
  );
  return prefix;
}

test('the version of headers is read, and a place without headers has none', () => {
  expect(headersVersion(headersOf('v18.3.1'))).toBe('v18.3.1');
  expect(headersVersion(tmpdir())).toBeUndefined();
});

test('an inherited npm_config_nodedir of another Node is never used for a compile', () => {
  const wrong = headersOf('v18.3.1');
  process.env.npm_config_nodedir = wrong;
  expect(buildEnv().npm_config_nodedir).not.toBe(wrong);
  expect(findHeaders(nodeWithoutHeaders(), wrong)).toBeUndefined();
});

test('an inherited one that fits is used when the running Node has no headers beside it', () => {
  const right = headersOf(process.version);
  expect(findHeaders(nodeWithoutHeaders(), right)).toBe(right);
});

test('the headers beside the executable come first', () => {
  const prefix = headersOf(process.version);
  expect(findHeaders(executableIn(prefix), headersOf(process.version))).toBe(prefix);
});

test('a program that runs too long is ended with what it started', async () => {
  const script = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })`;
  const result = await run(process.execPath, ['-e', script], { timeoutMs: 500 });
  // The grandchild holds the pipe: the result comes only when it is gone too.
  expect(result.timedOut).toBe(true);
  expect(result.seconds).toBeLessThan(10);
});

test('a program that does not exist is an answer, not a crash', async () => {
  const result = await run('no-such-program-here', []);
  expect(result.code).toBeNull();
  expect(result.output).toContain('ENOENT');
});
