import fs from 'node:fs';
import path from 'node:path';
import { cacheDir, cacheEntry, linkTree, removeDir, withLock } from './cache.mjs';
import { lastWords, run, SetupError, say } from './command.mjs';
import { buildEnv, tryInChild } from './node-build.mjs';
import { prepareProcessGuard } from './process-guard.mjs';
import {
  forgetAddons,
  prepareFromWheel,
  WHEEL_BYTES,
  wheelFault,
  wheelIsCached,
} from './tensorflow-wheel.mjs';

const PROBE = `
  Object.assign(require('util'), { isNullOrUndefined: (v) => v == null, isArray: Array.isArray });
  const tf = require('@tensorflow/tfjs-node');
  const sum = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
  if (tf.getBackend() !== 'tensorflow' || sum !== 11) throw new Error('it computes 1*3 + 2*4 = ' + sum);
  process.stdout.write('TensorFlow ' + tf.backend().binding.TF_Version + '\\n');`;

/** What preparing the native backend will take here, in one line. */
export async function tensorflowPlan(root) {
  if (process.env.LATHE_BACKEND === 'wasm') return 'no native library: LATHE_BACKEND=wasm';
  if (fs.existsSync(path.join(cacheDir(), ownKey(root)))) return 'TensorFlow: kept from before, no download';
  if (!wheelFault() && wheelIsCached()) return 'TensorFlow: kept from before, no download; a few seconds';
  const own = 'its own library for this system (50 to 150 MB), about 1 minute';
  if (wheelFault()) return `TensorFlow: ${own}; where its host cannot be reached, WASM without a download`;
  const wheel = `its Python wheel (${Math.round(WHEEL_BYTES.download / 1e6)} MB; ${Math.round(WHEEL_BYTES.kept / 1e6)} MB on disk), about 1 minute`;
  return `TensorFlow: ${own}; else ${wheel}; else WASM without a download`;
}

/**
 * Make tfjs-node work by the first route that does: what is there, its own download, TensorFlow's wheel. When
 * none does, WASM remains.
 *
 * @returns {Promise<{ backend: 'tensorflow' | 'wasm', reason: string }>}
 */
export async function prepareTensorflow(root) {
  const faults = [];
  if (process.env.LATHE_BACKEND === 'wasm') return wasm(root, 'LATHE_BACKEND=wasm demands it');
  const dir = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  if (!fs.existsSync(path.join(dir, 'package.json'))) return wasm(root, 'tfjs-node is not installed');
  const present = await check(root);
  if (present.version) {
    await prepareProcessGuard(dir);
    return { backend: 'tensorflow', reason: `${present.version} was in place` };
  }

  const routes = [
    ['its own download', () => prepareFromOwnDownload(root, dir)],
    ['its Python wheel', () => prepareFromWheel(root, dir)],
  ];
  // What was downloaded before is used before another download is tried.
  if (!wheelFault() && wheelIsCached()) routes.reverse();
  for (const [name, prepare] of routes) {
    const unusable = name === 'its Python wheel' ? wheelFault() : await hostFault(root, dir);
    if (unusable) {
      faults.push(`${name}: ${unusable}`);
      continue;
    }
    try {
      const how = await prepare();
      const result = await check(root);
      if (result.version) {
        await prepareProcessGuard(dir);
        return { backend: 'tensorflow', reason: how };
      }
      forgetAddons();
      faults.push(`${name}: it was prepared, and does not load (${result.fault})`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      faults.push(`${name}: ${error.message}`);
    }
    say(`TensorFlow by ${faults.at(-1)}`);
  }
  removeDir(path.join(dir, 'deps'));
  return wasm(root, `TensorFlow's native library could not be prepared (${faults.join('; ')})`);
}

async function wasm(root, reason) {
  const probe = await tryInChild(root, `require('@tensorflow/tfjs-backend-wasm')`);
  if (probe.code !== 0) {
    throw new SetupError(
      `Preparing a backend: ${reason}; and WASM does not load:\n${lastWords(probe.output)}`,
    );
  }
  return { backend: 'wasm', reason };
}

async function check(root) {
  const result = await tryInChild(root, PROBE);
  const version = result.code === 0 ? result.output.match(/^TensorFlow \S+$/m)?.[0] : undefined;
  const fault = result.output.match(/^.*Error: .*$/m)?.[0] ?? `it ended with ${result.code ?? 'a crash'}`;
  return { version, fault: version ? undefined : fault };
}

function packageJson(dir) {
  return JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
}

function ownKey(root) {
  const locked = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const { version } = locked.packages['node_modules/@tensorflow/tfjs-node'];
  return `tfjs-node-${version}-own-${process.platform}-${process.arch}-abi${process.versions.modules}`;
}

/** Why the host of tfjs-node's own library cannot be used; undefined when it answers, or a proxy decides. */
async function hostFault(root, dir) {
  if (fs.existsSync(path.join(cacheDir(), ownKey(root)))) return undefined;
  const { env } = process;
  if (env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy) return undefined;
  const base = env.TFJS_NODE_CDN_STORAGE || env.CDN_STORAGE || new URL(packageJson(dir).binary.host).origin;
  try {
    await fetch(base, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    return undefined;
  } catch (error) {
    return `${new URL(base).host} cannot be reached (${error.cause?.code ?? error.name})`;
  }
}

async function prepareFromOwnDownload(root, dir) {
  const kept = await withLock(ownKey(root), () =>
    cacheEntry(ownKey(root), async (part) => {
      say('downloading the library of tfjs-node');
      removeDir(path.join(dir, 'deps'));
      const env = buildEnv();
      const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
      env[key] = `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${env[key]}`;
      const result = await run(process.execPath, [path.join('scripts', 'install.js')], {
        cwd: dir,
        env,
        label: 'downloading and preparing the library of tfjs-node',
        timeoutMs: 10 * 60_000,
      });
      const ok = result.code === 0 ? await check(root) : undefined;
      if (!ok?.version) {
        const why = result.timedOut ? 'it took over 10 minutes' : (ok?.fault ?? lastWords(result.output, 1));
        throw new SetupError(`its installer failed: ${why}`);
      }
      for (const name of ['deps', 'lib']) linkTree(path.join(dir, name), path.join(part, name));
    }),
  );
  for (const name of ['deps', 'lib']) linkTree(path.join(kept, name), path.join(dir, name));
  return 'the library that tfjs-node downloads';
}
