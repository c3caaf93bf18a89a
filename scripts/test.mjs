// `npm test`: from a fresh clone, sets up what is needed and runs every check and test.
//   npm test -- tests/db     only the tests below that path, and no other check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const filters = process.argv.slice(2);
const REPORTERS = ['default', './tests/unfinished-reporter.ts', 'json'];
const started = Date.now();
let passed = 0;
let failed = 0;

function node(script, args = [], env = process.env) {
  return (
    spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit', env })
      .status === 0
  );
}

function heading(text) {
  console.log(`\n== ${text} (${Math.round((Date.now() - started) / 1000)} s)`);
}

function prepare(title, script, args) {
  heading(title);
  if (node(script, args)) return;
  console.error(`${title}: ${script} failed; its output above says why. No test was run.`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

function check(title, script, args) {
  heading(title);
  if (node(script, args)) passed++;
  else failed++;
}

prepare('Set-up', 'scripts/setup.mjs');
prepare('Browser', 'scripts/setup/chromium.mjs');
prepare('Build', 'scripts/build.mjs');
if (filters.length === 0) {
  check('Biome', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']);
  check('Types', 'node_modules/typescript/bin/tsc', ['--noEmit']);
}

heading('Tests');
const results = mkdtempSync(join(tmpdir(), 'lathe-test-'));
const report = join(results, 'vitest.json');
const env = { ...process.env, NODE_ENV: 'test', LATHE_ROOT: root };
for (const name of ['LATHE_DATA_DIR', 'LATHE_TOKEN', 'LATHE_USER', 'HOST', 'PORT']) delete env[name];
const finished = node(
  'node_modules/vitest/vitest.mjs',
  ['run', ...REPORTERS.map((name) => `--reporter=${name}`), `--outputFile.json=${report}`, ...filters],
  env,
);
let skipped = 0;
try {
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  passed += summary.numPassedTests;
  failed += summary.numFailedTests;
  skipped = summary.numPendingTests;
  // A file that could not be loaded has no tests to count, and an error outside of a test none either.
  if (!finished && summary.numFailedTests === 0) failed++;
} catch (error) {
  failed++;
  console.error(`Vitest left no report: ${error.message}`);
}
rmSync(results, { recursive: true, force: true });
heading('Done');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
