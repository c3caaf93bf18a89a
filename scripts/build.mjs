// Builds what runs: `dist/*.mjs` (worker, command line, query process) and the production app in `.next`.
//   node scripts/build.mjs            both, each only when its sources changed
//   node scripts/build.mjs --bundles  dist only
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENTRIES = ['worker', 'cli', 'query-process', 'read-process'];
const COMMON = ['lib', 'db', 'package-lock.json', 'tsconfig.json'];

/** Digest of the names, sizes and times of all files below the given paths. */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.versions.modules);
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    else for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const path of paths) if (existsSync(join(root, path))) visit(join(root, path));
  return hash.digest('hex');
}

/** Runs `build` unless the sources are those of the last successful run. */
async function whenChanged(stamp, paths, outputs, build) {
  const file = join(root, 'dist', stamp);
  const now = fingerprint(paths);
  const isFresh = outputs.every((path) => existsSync(join(root, path)));
  if (isFresh && existsSync(file) && readFileSync(file, 'utf8') === now) return false;
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(file, now);
  return true;
}

/** Bundles the Node programs with esbuild; packages stay outside the bundles. True when it built. */
export function buildBundles() {
  return whenChanged(
    '.bundles-stamp',
    [...COMMON, 'scripts'],
    ENTRIES.map((name) => `dist/${name}.mjs`),
    async () => {
      const { build } = await import('esbuild');
      rmSync(join(root, 'dist/chunks'), { recursive: true, force: true });
      await build({
        absWorkingDir: root,
        entryPoints: ENTRIES.map((name) => `scripts/${name}.ts`),
        outdir: 'dist',
        outExtension: { '.js': '.mjs' },
        bundle: true,
        // Shared chunks, so that a command loads TensorFlow only when it computes.
        splitting: true,
        chunkNames: 'chunks/[name]-[hash]',
        packages: 'external',
        platform: 'node',
        format: 'esm',
        target: 'node20',
        sourcemap: 'linked',
        logLevel: 'warning',
      });
    },
  );
}

/** Builds the production app with Next. True when it built. */
export function buildApp() {
  return whenChanged(
    '.app-stamp',
    [...COMMON, 'app', 'next.config.mjs', 'proxy.ts', 'public'],
    ['.next/BUILD_ID'],
    () => {
      const next = join(root, 'node_modules/next/dist/bin/next');
      const result = spawnSync(process.execPath, [next, 'build'], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      });
      if (result.status !== 0) {
        throw new Error(`next build ended with status ${result.status}:\n${result.stdout}\n${result.stderr}`);
      }
    },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const start = Date.now();
  const built = [];
  if (await buildBundles()) built.push('dist');
  if (!process.argv.includes('--bundles') && (await buildApp())) built.push('the app');
  console.log(
    built.length === 0
      ? 'Build: up to date.'
      : `Build: ${built.join(' and ')} in ${Math.round((Date.now() - start) / 1000)} s.`,
  );
}
