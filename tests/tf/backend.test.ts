import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { loadBackend } from '@/lib/tf/backend';

/** Load the backend in a process of its own and print what `expression` gives. */
function inProcess(expression: string, env: Record<string, string> = {}) {
  const script = `
    import * as tf from '@tensorflow/tfjs';
    import { loadBackend } from '@/lib/tf/backend';
    loadBackend().then(
      (backend) => console.log(JSON.stringify(${expression})),
      (error) => console.log(JSON.stringify({ code: error.code, message: error.message })),
    );`;
  const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: resolve('.'),
    env: { ...process.env, LATHE_BACKEND: '', ...env },
    encoding: 'utf8',
  });
  return { answer: JSON.parse(child.stdout || 'null'), stdout: child.stdout, stderr: child.stderr };
}

test('the backend runs in the instance of TensorFlow.js that everybody imports, and never is the slow one', async () => {
  const backend = await loadBackend();
  expect(['tensorflow', 'wasm']).toContain(backend.name);
  expect(tf.getBackend()).toBe(backend.name);
  expect(backend.tf).toBe(tf);
  expect(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]).toBe(11);
  expect(backend.versions).toMatchObject({ tfjs: '4.22.0', node: process.versions.node });
  expect(backend.versions.library).toMatch(/^\d+\.\d+\.\d+/);
  expect(await loadBackend()).toBe(backend);
});

test('nothing but our own line reaches the terminal', () => {
  const { answer, stdout, stderr } = inProcess(
    '{ name: backend.name, same: tf.getBackend() === backend.name }',
  );
  expect(answer).toMatchObject({ same: true });
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stderr).toBe('');
});

test('LATHE_BACKEND=wasm is obeyed, and said', () => {
  const { answer, stderr } = inProcess('{ name: backend.name, reason: backend.reason }', {
    LATHE_BACKEND: 'wasm',
  });
  expect(answer).toEqual({ name: 'wasm', reason: 'LATHE_BACKEND=wasm demands it' });
  expect(stderr).toBe('');
});

test('another backend is refused by name', () => {
  const { answer } = inProcess('backend.name', { LATHE_BACKEND: 'cpu' });
  expect(answer.code).toBe('invalid_argument');
  expect(answer.message).toContain('found "cpu"');
});
