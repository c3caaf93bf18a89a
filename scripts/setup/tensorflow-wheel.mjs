import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheDir, cacheEntry, linkFile, placeFile, removeDir, withLock } from './cache.mjs';
import { lastWords, run, SetupError, say } from './command.mjs';
import { buildEnv } from './node-build.mjs';

const WHEEL = {
  package: 'tensorflow-cpu',
  version: '2.21.0',
  python: '3.11',
  platform: 'manylinux_2_27_x86_64',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
};

/** Name under `deps/lib` -> name in the wheel. The addon is linked against the first two. */
const LIBRARIES = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
};

/** Bytes of each library, by which a damaged cache is noticed without reading 850 MB. */
const SIZES = { 'libtensorflow_cc.so.2': 788_086_608, 'libtensorflow_framework.so.2': 65_222_328 };

/** The part of the wheel's headers that the addon includes. */
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'xla/tsl/c/'];

const EXTRACT = `
import json, os, shutil, sys, zipfile
wheel, target, libraries, headers = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        inner = name.removeprefix('tensorflow/')
        wanted = inner in libraries or any(inner.startswith('include/' + h) for h in headers)
        if not wanted or name.endswith('/'):
            continue
        out = os.path.join(target, inner)
        os.makedirs(os.path.dirname(out), exist_ok=True)
        with archive.open(name) as source, open(out, 'wb') as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
`;

/** Bytes that the route downloads, and those that stay on the disk. */
export const WHEEL_BYTES = {
  download: WHEEL.bytes,
  kept: SIZES['libtensorflow_cc.so.2'] + SIZES['libtensorflow_framework.so.2'],
};

/** Why TensorFlow's wheel cannot be used on this machine; undefined when it can. */
export function wheelFault() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `no wheel for ${process.platform}-${process.arch}`;
  }
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (!glibc) return 'its wheel needs glibc, and this system has another C library';
  const [major, minor] = glibc.split('.').map(Number);
  return major > 2 || minor >= 27 ? undefined : `its wheel needs glibc 2.27, and this system has ${glibc}`;
}

/** Is the library of the wheel in the cache, so that nothing is downloaded? */
export function wheelIsCached() {
  return Object.entries(SIZES).every(([name, bytes]) => {
    const file = path.join(cacheDir(), libraryKey(), name);
    return fs.statSync(file, { throwIfNoEntry: false })?.size === bytes;
  });
}

function libraryKey() {
  return `${WHEEL.package}-${WHEEL.version}-${WHEEL.platform}`;
}

/**
 * Lay TensorFlow's library from its Python wheel out as tfjs-node's `deps` and compile the addon against it.
 * Library and addon are kept in the cache, the addon by Node ABI.
 *
 * @throws SetupError with the reason when a step fails.
 */
export async function prepareFromWheel(root, packageDir) {
  const { version } = JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8'));
  const library = await withLock(libraryKey(), () => {
    if (!wheelIsCached()) removeDir(path.join(cacheDir(), libraryKey()));
    return cacheEntry(libraryKey(), downloadLibrary);
  });
  const deps = path.join(packageDir, 'deps');
  removeDir(deps);
  for (const [name, file] of Object.entries(LIBRARIES)) {
    linkFile(path.join(library, file), path.join(deps, 'lib', name));
  }
  const key = `tfjs-node-${version}-${libraryKey()}-abi${process.versions.modules}`;
  const addon = path.join('lib', `napi-v${napiVersion(packageDir)}`, 'tfjs_binding.node');
  const built = await withLock(key, () =>
    cacheEntry(key, async (part) => {
      fs.symlinkSync(path.join(library, 'include'), path.join(deps, 'include'));
      await compileAddon(root, packageDir);
      fs.copyFileSync(path.join(packageDir, addon), path.join(part, 'tfjs_binding.node'));
    }),
  );
  placeFile(path.join(built, 'tfjs_binding.node'), path.join(packageDir, addon));
  for (const name of fs.readdirSync(packageDir)) {
    if (name === 'build' || name.startsWith('build-tmp')) removeDir(path.join(packageDir, name));
  }
  return `TensorFlow ${WHEEL.version} from its Python wheel`;
}

/** Forget a built addon that does not load, so that the next attempt builds it anew. */
export function forgetAddons() {
  for (const name of fs.existsSync(cacheDir()) ? fs.readdirSync(cacheDir()) : []) {
    if (name.startsWith('tfjs-node-') && name.endsWith(`-abi${process.versions.modules}`)) {
      removeDir(path.join(cacheDir(), name));
    }
  }
}

async function downloadLibrary(part) {
  const { bavail, bsize } = fs.statfsSync(part);
  if (bavail * bsize < WHEEL_BYTES.download * 2 + WHEEL_BYTES.kept) {
    throw new SetupError(
      `1.4 GB of free disk are needed in ${cacheDir()}, and ${Math.round((bavail * bsize) / 1e6)} MB are free`,
    );
  }
  const python = await findPython();
  say(
    `downloading TensorFlow ${WHEEL.version} by pip (${Math.round(WHEEL.bytes / 1e6)} MB, once for all checkouts)`,
  );
  const download = path.join(part, 'download');
  fs.mkdirSync(download);
  const requirement = `${WHEEL.package}==${WHEEL.version}`;
  const result = await run(
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--disable-pip-version-check'],
      ...['--retries', '1', '--timeout', '20', '--progress-bar', 'off', '--dest', download],
      ...['--only-binary=:all:', '--python-version', WHEEL.python, '--platform', WHEEL.platform, requirement],
    ],
    { label: 'downloading TensorFlow', timeoutMs: 20 * 60_000, env: { ...process.env, TMPDIR: download } },
  );
  const wheel = path.join(download, WHEEL.file);
  if (result.code !== 0 || !fs.existsSync(wheel)) {
    throw new SetupError(
      `"pip download ${requirement}" ${result.timedOut ? 'took over 20 minutes' : 'failed'}: ${lastWords(result.output, 1)}`,
    );
  }
  const found = await sha256(wheel);
  if (found !== WHEEL.sha256) {
    throw new SetupError(
      `the wheel that pip downloaded has the SHA-256 ${found}, not ${WHEEL.sha256}; it was thrown away`,
    );
  }
  say('unpacking the library (853 MB)');
  const names = JSON.stringify(Object.keys(SIZES));
  const unpacked = await run(python, ['-c', EXTRACT, wheel, part, names, JSON.stringify(HEADERS)], {
    label: 'unpacking the library',
  });
  if (unpacked.code !== 0)
    throw new SetupError(`unpacking the wheel failed: ${lastWords(unpacked.output, 1)}`);
  removeDir(download);
}

async function findPython() {
  for (const name of ['python3', 'python']) {
    if ((await run(name, ['-m', 'pip', '--version'], { timeoutMs: 20_000 })).code === 0) return name;
  }
  throw new SetupError('python3 with pip is needed to fetch its wheel, and there is none on PATH');
}

function sha256(file) {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    fs.createReadStream(file, { highWaterMark: 1 << 20 })
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(hash.digest('hex')));
  });
}

function napiVersion(packageDir) {
  const { binary } = JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8'));
  return Math.max(...binary.napi_versions.filter((version) => version <= Number(process.versions.napi)));
}

async function compileAddon(root, packageDir) {
  say('compiling the addon of tfjs-node; about 10 seconds');
  const program = path.join(root, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
  const result = await run(process.execPath, [program, 'install', '--build-from-source'], {
    cwd: packageDir,
    env: buildEnv(),
    label: 'compiling the addon of tfjs-node',
  });
  if (result.code !== 0) {
    throw new SetupError(
      `compiling its addon failed (it needs make and a C++ compiler): ${lastWords(result.output.replace(/^gyp info.*$|^node-pre-gyp.*$/gm, ''), 3)}`,
    );
  }
}
