import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { run, SetupError } from './command.mjs';

/** Where a Node may have its headers, seen from the executable. */
function headerPrefixes(execPath) {
  const prefix = path.dirname(path.dirname(fs.realpathSync(execPath)));
  const packaged = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return [prefix, path.dirname(path.dirname(execPath)), path.join(prefix, 'node_modules', packaged)];
}

/** Version of the Node that the headers under `prefix` belong to, as `v20.20.2`; undefined without headers. */
export function headersVersion(prefix) {
  let text;
  try {
    text = fs.readFileSync(path.join(prefix, 'include', 'node', 'node_version.h'), 'utf8');
  } catch {
    return undefined;
  }
  const part = (name) => text.match(new RegExp(`#define NODE_${name}_VERSION\\s+(\\d+)`))?.[1];
  return `v${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}`;
}

/** Directory whose `include/node` are the headers of the running Node; undefined when there is none. */
export function findHeaders(execPath = process.execPath, inherited = process.env.npm_config_nodedir) {
  const candidates = [...headerPrefixes(execPath), ...(inherited ? [inherited] : [])];
  return candidates.find((prefix) => headersVersion(prefix) === process.version);
}

/**
 * Environment for a native compile. An inherited `npm_config_nodedir` may belong to another Node version:
 * it is replaced by the headers of this one, or dropped so that node-gyp fetches the right ones.
 *
 * @returns {Record<string, string | undefined>}
 */
export function buildEnv() {
  const env = { ...process.env, JOBS: 'max', npm_config_node_gyp: nodeGyp() };
  for (const name of Object.keys(env)) {
    if (/^npm_(config|package_config_node_gyp)_(nodedir|target|runtime|disturl)$/i.test(name))
      delete env[name];
  }
  const headers = findHeaders();
  if (headers) env.npm_config_nodedir = headers;
  return env;
}

let npmDir;

/** Directory of the npm that set-up uses. */
function findNpm() {
  if (npmDir) return npmDir;
  const prefix = path.dirname(path.dirname(process.execPath));
  const own = process.env.npm_execpath;
  const candidates = [
    ...(own && path.basename(own) === 'npm-cli.js' ? [path.dirname(path.dirname(own))] : []),
    path.join(prefix, 'lib', 'node_modules', 'npm'),
    path.join(path.dirname(process.execPath), 'node_modules', 'npm'),
    ...(process.env.PATH ?? '').split(path.delimiter).map((dir) => {
      try {
        return path.dirname(path.dirname(fs.realpathSync(path.join(dir, 'npm'))));
      } catch {
        return '';
      }
    }),
  ];
  npmDir = candidates.find((dir) => dir && fs.existsSync(path.join(dir, 'bin', 'npm-cli.js')));
  if (!npmDir) {
    throw new SetupError(
      `Looking for npm: none beside ${process.execPath} and none on PATH. Install npm, or start set-up by "npm run setup".`,
    );
  }
  return npmDir;
}

/** Path of npm's program. */
export function npmCli() {
  return path.join(findNpm(), 'bin', 'npm-cli.js');
}

/** Path of the node-gyp that npm brings. */
export function nodeGyp() {
  return createRequire(path.join(findNpm(), 'package.json')).resolve('node-gyp/bin/node-gyp.js');
}

/** Run a script in a child process of this Node: a crash there is an answer, not the end of set-up. */
export async function tryInChild(root, script, timeoutMs = 60_000) {
  return run(process.execPath, ['-e', script], {
    cwd: root,
    timeoutMs,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
  });
}
