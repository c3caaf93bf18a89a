import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type UnpreparedCheckout, unpreparedCheckout } from './unprepared-checkout';

const PACKAGE = resolve('node_modules/@tensorflow/tfjs-node');
const ADDON = 'napi-v8/tfjs_binding.node';

/** What the archives are packed from is what the set-up of this checkout prepared. */
const missing = [`deps/lib/libtensorflow.so.2.9.1`, `lib/${ADDON}`].filter(
  (path) => !existsSync(join(PACKAGE, path)),
);
if (missing.length > 0)
  console.warn(
    `The host of tfjs-node is not played: ${missing.join(', ')} is not here, since the backend is WASM.`,
  );

let server: Server | undefined;
let checkout: UnpreparedCheckout | undefined;
let packing: ChildProcess[] = [];
afterEach(async () => {
  for (const child of packing) child.kill();
  packing = [];
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  checkout?.remove();
});

/** Sends files of a folder as the archive that the host keeps. */
function sendArchive(response: ServerResponse, folder: string, names: string[]): void {
  const tar = spawn('tar', ['-c', '-C', folder, ...names], { stdio: ['ignore', 'pipe', 'ignore'] });
  packing.push(tar);
  // Stored, not squeezed: 850 MB go over this machine's own network.
  pipeline(tar.stdout, createGzip({ level: 0 }), response, () => undefined);
}

/** The host that keeps the library and the addon of tfjs-node; with `cutAt` it hangs up after so many bytes. */
async function playHost(cutAt = Number.POSITIVE_INFINITY): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    if (request.method === 'HEAD') return response.end();
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/tensorflow/libtensorflow/')) {
      let sent = 0;
      const write = response.write.bind(response);
      response.write = ((chunk: Buffer, ...rest: never[]) => {
        sent += chunk.length;
        if (sent > cutAt) response.destroy();
        return write(chunk, ...rest);
      }) as typeof response.write;
      return sendArchive(response, join(PACKAGE, 'deps'), ['lib', 'include']);
    }
    if (request.url?.endsWith('.tar.gz')) return sendArchive(response, join(PACKAGE, 'lib'), [ADDON]);
    response.writeHead(404).end();
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const hostOf = (address: string) => ({
  TFJS_NODE_CDN_STORAGE: address,
  npm_config_tfjs_binding_binary_host_mirror: `${address}tf-builds/pre-built-binary`,
});

test.skipIf(missing.length > 0)(
  'the library and the addon that tfjs-node downloads are used, and kept for the next checkout',
  async () => {
    const { address, asked } = await playHost();
    checkout = unpreparedCheckout();
    const first = await checkout.prepare(hostOf(address));
    expect(first, first.output).toMatchObject({
      backend: 'tensorflow',
      reason: 'the library that tfjs-node downloads',
    });
    expect(asked).toEqual([
      '/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
      expect.stringMatching(/^\/tf-builds\/pre-built-binary\/.*napi-v8\/4\.22\.0\/.*\.tar\.gz$/),
    ]);
    // The probe of set-up has multiplied two matrices by it; a second set-up finds it in place.
    const second = await checkout.prepare(hostOf('http://127.0.0.1:9/'));
    expect(second.reason, second.output).toMatch(/^TensorFlow \S+ was in place$/);
    expect(asked).toHaveLength(2);
  },
  120_000,
);

test.skipIf(missing.length > 0)(
  'a download that ends half-way is cleaned up, and the next route is tried',
  async () => {
    const { address } = await playHost(200_000_000);
    checkout = unpreparedCheckout();
    const { backend, reason, output } = await checkout.prepare(hostOf(address));
    expect(backend, output).toBe('wasm');
    expect(reason).toContain('its own download: its installer failed');
    expect(reason).toContain('its Python wheel: ');
    expect(readdirSync(checkout.cache).filter((name) => name !== 'locks')).toEqual([]);
    expect(existsSync(join(checkout.root, 'node_modules/@tensorflow/tfjs-node/deps'))).toBe(false);
  },
  120_000,
);
