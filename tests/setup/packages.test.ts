import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packagesFault } from '@/scripts/setup/packages.mjs';

const LOCKED = {
  '': { dependencies: { zod: '1.0.0' }, optionalDependencies: { native: '2.0.0' } },
  'node_modules/zod': { version: '1.0.0' },
  'node_modules/native': { version: '2.0.0', optional: true },
  'node_modules/for-another-system': { version: '3.0.0', optional: true },
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lathe-packages-'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Install packages by hand: npm's own list, and a folder for each. */
function install(packages: Record<string, string>): void {
  const list = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]);
  for (const name of Object.keys(packages)) {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules', name, 'package.json'), '{}');
  }
  writeFileSync(
    join(root, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: Object.fromEntries(list) }),
  );
}

test('a fresh clone has nothing installed', () => {
  expect(packagesFault(root)).toBe('nothing is installed');
});

test('what agrees with the lock file is left alone, also without packages for other systems', () => {
  install({ zod: '1.0.0', native: '2.0.0' });
  expect(packagesFault(root)).toBeUndefined();
});

test('an optional package that we name, and that npm removed after its installer failed, is missed', () => {
  install({ zod: '1.0.0' });
  expect(packagesFault(root)).toBe('node_modules/native is missing');
});

test('another version is seen', () => {
  install({ zod: '0.9.0', native: '2.0.0' });
  expect(packagesFault(root)).toBe('node_modules/zod is 0.9.0, not 1.0.0');
});

test('a deleted folder is seen', () => {
  install({ zod: '1.0.0', native: '2.0.0' });
  rmSync(join(root, 'node_modules', 'native'), { recursive: true });
  expect(packagesFault(root)).toBe('node_modules/native was deleted');
});
