import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry, placeFile, withLock } from './cache.mjs';
import { lastWords, run, SetupError, say } from './command.mjs';
import { buildEnv } from './node-build.mjs';

const NAME = 'process-guard.node';

/**
 * Put the small addon beside tfjs-node that keeps TensorFlow's start-up lines from the terminal and signals from its
 * matrix products. Without it the lines are seen, and a slower product is used that bears signals.
 */
export async function prepareProcessGuard(tfjsNodeDir) {
  if (process.platform === 'win32') return;
  const source = fileURLToPath(new URL('process-guard.cc', import.meta.url));
  const version = createHash('sha256').update(fs.readFileSync(source)).digest('hex').slice(0, 12);
  const key = `process-guard-${process.platform}-${process.arch}-${version}`;
  const target = path.join(tfjsNodeDir, 'lib', NAME);
  try {
    const built = await withLock(key, () =>
      cacheEntry(key, (part) => compile(source, path.join(part, NAME))),
    );
    placeFile(path.join(built, NAME), target);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
  }
}

async function compile(source, target) {
  const headers = buildEnv().npm_config_nodedir;
  if (!headers)
    throw new SetupError(
      `compiling ${NAME} was left out: Node's headers are not beside it. Everything works, training somewhat slower; with the headers, run "npm run setup" again`,
    );
  const include = path.join(headers, 'include', 'node');
  const undefinedSymbols = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const args = ['-std=c++17', '-shared', '-fPIC', '-O2', '-pthread', ...undefinedSymbols, `-I${include}`];
  const result = await run(process.env.CXX || 'c++', [...args, source, '-o', target]);
  if (result.code !== 0)
    throw new SetupError(
      `compiling ${NAME} failed: ${lastWords(result.output, 2)}. Everything works, training somewhat slower; with a C++ compiler, run "npm run setup" again`,
    );
}
