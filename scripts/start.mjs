// Starts the app and one worker, each in a process group of its own, and keeps both running.
//   npm start            the production build
//   npm run dev          Next's development server and the worker from source
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverAddress } from './launch/address.mjs';
import { Supervised } from './launch/supervisor.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDevelopment = process.argv.includes('--dev');
const HEALTH_DEADLINE_MS = 60_000;

function fail(message) {
  console.error(message);
  process.exit(1);
}

const address = await serverAddress(process.env).catch((error) => fail(error.message));
if (!existsSync(join(root, 'node_modules/next'))) fail('Lathe is not set up yet. Run: npm run setup');
const { buildApp, buildBundles } = await import('./build.mjs');
if (!isDevelopment) {
  await buildApp();
}
await buildBundles();

const dataDir = resolve(process.env.LATHE_DATA_DIR || join(root, 'data'));
mkdirSync(dataDir, { recursive: true });
const env = {
  ...process.env,
  LATHE_DATA_DIR: dataDir,
  LATHE_ROOT: root,
  HOST: address.host,
  PORT: String(address.port),
  NEXT_TELEMETRY_DISABLED: '1',
};
const next = [join(root, 'node_modules/next/dist/bin/next'), isDevelopment ? 'dev' : 'start'];
const app = new Supervised({
  name: 'app',
  args: [...next, '--hostname', address.host, '--port', String(address.port)],
  env: { ...env, NODE_ENV: isDevelopment ? 'development' : 'production' },
  cwd: root,
});
const worker = new Supervised({
  name: 'worker',
  args: isDevelopment ? ['--import', 'tsx', 'scripts/worker.ts'] : ['dist/worker.mjs'],
  env,
  cwd: root,
});

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await Promise.all([app.stop(), worker.stop()]);
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const deadline = Date.now() + HEALTH_DEADLINE_MS;
while (!stopping) {
  const isUp = await fetch(`${address.url}/api/health`).then(
    (response) => response.ok || response.status === 401,
    () => false,
  );
  if (isUp) {
    console.log(
      `Lathe is at ${address.url} (data in ${dataDir}; processes: app ${app.pid}, worker ${worker.pid}).`,
    );
    break;
  }
  if (Date.now() > deadline)
    console.error(`The app has not answered at ${address.url} for a minute; see its output above.`);
  if (Date.now() > deadline) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
