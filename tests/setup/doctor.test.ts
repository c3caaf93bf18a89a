import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** What doctor prints in a process of its own, with some environment. */
function doctorWith(env: Record<string, string>): string {
  const script = `import { doctor } from '@/scripts/commands/doctor'; console.log(await doctor());`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { cwd: resolve('.'), env: { ...process.env, LATHE_BACKEND: '', ...env }, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout;
}

test('doctor names the backend, why it is this one, and the versions', () => {
  const text = doctorWith({ LATHE_BACKEND: 'wasm', LATHE_DATA_DIR: '/not/there/yet' });
  expect(text).toMatch(/^backend +wasm \(WASM 4\.22\.0, tfjs 4\.22\.0\)$/m);
  expect(text).toMatch(/^ +why +LATHE_BACKEND=wasm demands it$/m);
  expect(text).toContain(`${process.version}, ABI ${process.versions.modules}`);
  expect(text).toMatch(/^database +SQLite 3\.\d+\.\d+ by better-sqlite3 12\./m);
  expect(text).toMatch(/^data directory +\/not\/there\/yet \(not there yet\), [\d.]+ GB free$/m);
});

test('a backend that does not load is a line that asks for something', () => {
  expect(doctorWith({ LATHE_BACKEND: 'cpu' })).toMatch(/^! backend .*found "cpu"\. Unset it/m);
});
