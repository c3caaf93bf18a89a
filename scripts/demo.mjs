// `npm run demo`: from a fresh clone to an answered question. Sets up, builds, serves the app, runs the starter
// experiment through the queue and the worker, prints its answer, and goes on serving.
//   --full   all of MNIST in place of 6,000 images
//   --exit   end after the answer; the status is 0 only if every run finished
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverAddress } from './launch/address.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = new Set(process.argv.slice(2));
for (const option of options) {
  if (option !== '--full' && option !== '--exit') {
    console.error(`npm run demo knows --full and --exit; it was given ${option}.`);
    process.exit(2);
  }
}

function run(script, args = []) {
  const { status, signal } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(
      `The demo stopped: ${script} ended with ${signal ?? `status ${status}`}; its output above says why.`,
    );
    process.exit(1);
  }
}

const address = await serverAddress(process.env).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
console.log('1. Set-up');
run('scripts/setup.mjs');
console.log('2. Build of the app (half a minute to two minutes the first time)');
run('scripts/build.mjs');

console.log('3. Start of the app and one worker');
const env = {
  ...process.env,
  LATHE_DATA_DIR: resolve(process.env.LATHE_DATA_DIR || join(root, 'data')),
  LATHE_ROOT: root,
  HOST: address.host,
  PORT: String(address.port),
};
const server = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
  cwd: root,
  env,
  stdio: 'inherit',
});
let answered = false;
server.once('exit', (code) => {
  if (!answered)
    console.error('The app ended before the starter experiment was done; its output above says why.');
  process.exit(code || (answered ? 0 : 1));
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill('SIGTERM'));

const deadline = Date.now() + 60_000;
const isUp = () =>
  fetch(`${address.url}/api/health`).then(
    (response) => response.status < 500,
    () => false,
  );
while (!(await isUp())) {
  if (Date.now() > deadline) {
    console.error(`The app did not answer at ${address.url} within a minute; its output above says why.`);
    server.kill('SIGTERM');
    break;
  }
  await new Promise((done) => setTimeout(done, 100));
}

console.log('4. The starter experiment');
const starter = spawn(
  process.execPath,
  [
    join(root, 'dist/cli.mjs'),
    'starter',
    '--address',
    address.url,
    ...(options.has('--full') ? ['--full'] : []),
  ],
  { cwd: root, env, stdio: 'inherit' },
);
const status = await new Promise((done) => starter.once('exit', (code) => done(code ?? 1)));
answered = status === 0;
if (options.has('--exit')) {
  server.removeAllListeners('exit');
  server.once('exit', () => process.exit(status));
  server.kill('SIGTERM');
} else {
  console.log(`Lathe goes on serving at ${address.url}; Ctrl-C ends it.`);
}
