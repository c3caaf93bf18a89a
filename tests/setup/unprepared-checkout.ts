import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A checkout that shares our packages, but for a tfjs-node that was never prepared, with a cache of its own. */
export interface UnpreparedCheckout {
  root: string;
  /** Folder of what set-up keeps. */
  cache: string;
  /** Runs `prepareTensorflow` there, in a process of its own; `output` is all that it said. */
  prepare(env: Record<string, string>): Promise<{ backend?: string; reason?: string; output: string }>;
  remove(): void;
}

export function unpreparedCheckout(): UnpreparedCheckout {
  const root = mkdtempSync(join(tmpdir(), 'lathe-setup-'));
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
  const cacheHome = join(root, 'cache');
  return {
    root,
    cache: join(cacheHome, 'lathe'),
    prepare: (env) =>
      new Promise((done) => {
        const script = `
          import { prepareTensorflow } from ${JSON.stringify(resolve('scripts/setup/tensorflow.mjs'))};
          console.log('RESULT ' + JSON.stringify(await prepareTensorflow(${JSON.stringify(root)})));`;
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
          env: {
            ...process.env,
            XDG_CACHE_HOME: cacheHome,
            LATHE_BACKEND: '',
            ...Object.fromEntries(
              ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].map(
                (name) => [name, ''],
              ),
            ),
            // No wheel either: nothing listens on the discard port of this machine.
            PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
            PIP_NO_INDEX: '1',
            PIP_FIND_LINKS: '',
            ...env,
          },
        });
        let output = '';
        const hear = (chunk: Buffer) => {
          output += chunk;
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.once('close', () => {
          const line = output.split('\n').find((text) => text.startsWith('RESULT '));
          done({ ...(line ? JSON.parse(line.slice('RESULT '.length)) : {}), output });
        });
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
