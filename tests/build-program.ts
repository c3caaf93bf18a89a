import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/** A program of `scripts`, bundled as the build does it, in a folder of its own. */
export interface BuiltProgram {
  folder: string;
  path: string;
  remove(): void;
}

/** Bundles `scripts/NAME.ts`, or a program of another folder. */
export async function buildProgram(name: string, from = 'scripts'): Promise<BuiltProgram> {
  // Packages are found from inside the project only.
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', 'test-'));
  const path = join(folder, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`${from}/${name}.ts`],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
