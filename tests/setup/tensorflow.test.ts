import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'lathe-setup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A checkout that shares our packages, but for a tfjs-node that was never prepared. */
function unpreparedCheckout(): void {
  const modules = resolve('node_modules');
  mkdirSync(join(root, 'node_modules', '@tensorflow'), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== '@tensorflow') symlinkSync(join(modules, name), join(root, 'node_modules', name));
  }
  for (const name of readdirSync(join(modules, '@tensorflow'))) {
    const target = join(root, 'node_modules', '@tensorflow', name);
    if (name !== 'tfjs-node') symlinkSync(join(modules, '@tensorflow', name), target);
  }
  const prepared = /tfjs-node[\\/](deps|lib|build.*)$/;
  cpSync(join(modules, '@tensorflow', 'tfjs-node'), join(root, 'node_modules', '@tensorflow', 'tfjs-node'), {
    recursive: true,
    filter: (source) => !prepared.test(source),
  });
  cpSync('package-lock.json', join(root, 'package-lock.json'));
}

test('where no host answers, WASM remains, and the reason names what failed and leaves nothing behind', () => {
  unpreparedCheckout();
  const cache = join(root, 'cache');
  const script = `
    import { prepareTensorflow } from ${JSON.stringify(resolve('scripts/setup/tensorflow.mjs'))};
    console.log('RESULT ' + JSON.stringify(await prepareTensorflow(${JSON.stringify(root)})));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      LATHE_BACKEND: '',
      // Nothing listens on the discard port of this machine.
      TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/',
      PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: '',
    },
  });
  const line = stdout.split('\n').find((text) => text.startsWith('RESULT '));
  expect(line, stdout + stderr).toBeDefined();
  const { backend, reason } = JSON.parse((line ?? '').slice('RESULT '.length));
  expect(backend).toBe('wasm');
  expect(reason).toContain('its own download: 127.0.0.1:9 cannot be reached');
  expect(reason).toContain('its Python wheel: ');
  expect(readdirSync(join(cache, 'lathe')).filter((name) => name !== 'locks')).toEqual([]);
});
