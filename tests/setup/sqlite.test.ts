import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

// From Node 24.19 on, better-sqlite3 12 as its authors build it aborts here: Node's assertion "(env) != nullptr".
it('statements that nobody holds can be collected in a long-lived process', () => {
  const script = `
    const db = new (require('better-sqlite3'))(':memory:');
    let rounds = 0;
    (function round() {
      for (let i = 0; i < 2000; i++) db.prepare('SELECT 1');
      const garbage = Array.from({ length: 20000 }, (_, index) => ({ index }));
      if (++rounds < 150) return setImmediate(round);
      process.stdout.write('alive');
    })();`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'alive', stderr: '', status: 0 });
});
